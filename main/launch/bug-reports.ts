import type { Log } from '../log'

export interface BugReports {
  /** Writes a bug of main down and tells the window, once there is one to tell. */
  report: (error: unknown) => void
  /** Who shows an incident to the student. */
  tellBy(tell: (incident: string) => void): void
}

/** Electron's own answer to a bug in main is a modal box that blocks everything; ours is a line in the log and one in the window. */
export function createBugReports(log: Log): BugReports {
  let tell = (_incident: string): void => {}
  const report = (error: unknown): void => tell(log.incident(error, 'main'))
  process.on('uncaughtException', report)
  process.on('unhandledRejection', report)
  return { report, tellBy: (teller) => void (tell = teller) }
}
