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

const SECONDS = [
  ['d', 86_400],
  ['h', 3_600],
  ['min', 60],
  ['s', 1],
] as const

/** How long ago, in its largest unit, as `oc` counts ages: `2 min`, `12 d`; empty where it is no time. */
export function ageOf(iso: string, now = Date.now()): string {
  const past = Math.floor((now - Date.parse(iso)) / 1000)
  if (Number.isNaN(past)) return ''
  const [unit, size] = SECONDS.find(([, seconds]) => past >= seconds) ?? ['s', 1]
  return `${Math.max(0, Math.floor(past / size))} ${unit}`
}
