import { join } from 'node:path'

/** Where administrators put what holds for everybody on the computer. Students cannot write there. */
const FOLDERS: Partial<Record<NodeJS.Platform, (environment: NodeJS.ProcessEnv) => string>> = {
  darwin: () => '/Library/Application Support/Lab Companion',
  win32: (environment) => join(environment['ProgramData'] ?? 'C:\\ProgramData', 'Lab Companion'),
}

/**
 * The folder of system-wide files: /etc/lab-companion. Another is taken from the environment for development and tests only: in a release, whose code
 * lies in an archive, a student's environment must not lift what the administrator has set.
 */
export function systemFolder({ platform, environment, isRelease }: { platform: NodeJS.Platform; environment: NodeJS.ProcessEnv; isRelease: boolean }): string {
  const given = isRelease ? undefined : environment['LAB_COMPANION_SYSTEM_DIR']
  return given ?? FOLDERS[platform]?.(environment) ?? '/etc/lab-companion'
}
