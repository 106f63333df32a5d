import { z } from 'zod'
import { call, news } from './define'
import type { AppError, FileProblem } from './errors'

/** A classroom as the window sees it: no passwords, whatever the file said. */
export interface Classroom {
  /** Stable over restarts; names the classroom's folder, kubeconfigs and keychain service. Letters, digits and dashes. */
  id: string
  title: string
  kind: 'practice' | 'file' | 'address'
  apiUrl: string
  consoleUrl: string | null
  nodes: { master: number; worker: number } | null
  users: ClassroomUser[]
  machines: ClassroomMachine[]
  guests: { name: string }[]
  units: string[]
  /** From the administrator of this computer, who alone may change it. */
  managed: boolean
  /** The file that a person may edit; null for the practice classroom. */
  file: string | null
}

interface ClassroomUser {
  name: string
  role: string | null
  hint: string | null
}

export interface ClassroomMachine {
  name: string
  host: string
  users: { name: string }[]
}

/** What the practice classroom is doing while it starts; `line` is a short sentence for the window. */
export interface PracticeProgress {
  line: string
  /** 0 to 1, or null where nothing can be measured. */
  fraction: number | null
}

/** Why the classroom did not open that the program was started with (a second time, too), or that was open when it ended. */
export interface LaunchFailure {
  wanted: { kind: 'practice' } | { kind: 'file' } | { kind: 'known'; id: string }
  error: AppError
}

export type ClassroomState =
  | { kind: 'none'; failure?: LaunchFailure }
  | { kind: 'starting'; progress: PracticeProgress }
  | { kind: 'open'; classroom: Classroom; failure?: LaunchFailure }

/** One line of the first-run page's "This computer has". */
export interface LocalTool {
  name: 'oc' | 'virtctl' | 'ssh' | 'keychain'
  state: 'present' | 'missing' | 'later'
  detail: string
}

/** A known classroom in the switcher. */
export interface ClassroomEntry {
  id: string
  title: string
  kind: Classroom['kind']
  apiUrl: string
  /** From the administrator of this computer. */
  managed: boolean
}

const id = z.string().regex(/^[a-z0-9-]{1,64}$/)
const text = z.string().max(1_000_000)

export const classroom = {
  calls: {
    get: call(z.undefined()).returns<ClassroomState>(),
    list: call(z.undefined()).returns<ClassroomEntry[]>(),
    startPractice: call(z.undefined()).returns<ClassroomState>(),
    /** Asks for a file with the desktop's own dialog; answers the unchanged state when the student cancels. */
    openFile: call(z.undefined()).returns<ClassroomState>(),
    /** Opens the classroom that the program ships for the course. */
    openShipped: call(z.undefined()).returns<ClassroomState>(),
    connect: call(z.object({ apiUrl: z.string().max(2048) })).returns<ClassroomState>(),
    switchTo: call(z.object({ id })).returns<ClassroomState>(),
    close: call(z.undefined()).returns<ClassroomState>(),
    /** The text of the open classroom's file, passwords replaced by nothing (they are in the keychain). */
    readSource: call(z.undefined()).returns<{ file: string; text: string }>(),
    checkSource: call(z.object({ text })).returns<FileProblem[]>(),
    saveSource: call(z.object({ text })).returns<{ problems: FileProblem[] }>(),
    tools: call(z.undefined()).returns<LocalTool[]>(),
  },
  news: { changed: news<ClassroomState>() },
  streams: {},
}
