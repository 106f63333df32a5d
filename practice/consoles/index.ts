export { GuestSupervisor } from './supervisor'
