import type { StreamEnd } from '../contract'

/** What goes over a stream's MessagePort. One letter each: these are sent thousands of times a second. */
export type DownMessage = { d: unknown; n: number } | { e: StreamEnd }
export type UpMessage = { u: unknown } | { a: number } | { c: true }
