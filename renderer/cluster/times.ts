const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' })
const minutes = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
const day = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short', year: 'numeric' })

function dayBefore(time: Date): string {
  return time.toDateString() === new Date().toDateString() ? '' : `${day.format(time)}, `
}

/** `10:38:12`, with the day before it when that is not today; the text itself where it is no time. */
export function timeOf(iso: string): string {
  const time = new Date(iso)
  return Number.isNaN(time.getTime()) ? iso : dayBefore(time) + clock.format(time)
}

/** `10:38`, with the day before it when that is not today. */
export function minuteOf(iso: string): string {
  const time = new Date(iso)
  return Number.isNaN(time.getTime()) ? iso : dayBefore(time) + minutes.format(time)
}
