export { POLICY_LOCKS, type PolicyLock, SECURITY_LOCKS, validatePolicy } from './file'
