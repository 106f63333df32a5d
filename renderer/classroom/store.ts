import { create } from 'zustand'
import type { AppError, ClassroomEntry, ClassroomState, LaunchFailure, LocalTool, Result } from '../../core/contract'
import { main } from '../border'

/** What the student asked for and main has not answered yet. */
export type ClassroomRequest = 'practice' | 'connect' | 'file' | 'shipped' | 'switch' | 'close'

interface ClassroomStore {
  /** Null until main has told. */
  state: ClassroomState | null
  /** The start-up of the practice classroom so far; the last line is the one under way. */
  progress: string[]
  pending: ClassroomRequest | null
  /** The last request that failed, and how to ask again. */
  trouble: { request: ClassroomRequest; error: AppError; retry: () => void } | null
  known: ClassroomEntry[]
  tools: LocalTool[] | null
}

export const useClassroom = create<ClassroomStore>(() => ({ state: null, progress: [], pending: null, trouble: null, known: [], tools: null }))

/** The open classroom, or null. */
export function useOpenClassroom() {
  return useClassroom(({ state }) => (state?.kind === 'open' ? state.classroom : null))
}

function take(state: ClassroomState): void {
  useClassroom.setState(({ progress, trouble }) => {
    if (state.kind !== 'starting') {
      const before = state.kind === 'open' ? null : trouble
      return { state, progress: [], trouble: state.failure === undefined ? before : troubleAtLaunch(state.failure) }
    }
    const { line } = state.progress
    return { state, progress: progress.at(-1) === line ? progress : [...progress, line] }
  })
}

function troubleAtLaunch({ wanted, error }: LaunchFailure): ClassroomStore['trouble'] {
  switch (wanted.kind) {
    case 'practice':
      return { request: 'practice', error, retry: () => void startPractice() }
    case 'file':
      return { request: 'file', error, retry: () => void openClassroomFile() }
    case 'known':
      return { request: 'switch', error, retry: () => void switchClassroom(wanted.id) }
  }
}

async function ask(request: ClassroomRequest, call: () => Promise<Result<ClassroomState>>): Promise<void> {
  if (useClassroom.getState().pending !== null) return
  useClassroom.setState({ pending: request, trouble: null })
  const answer = await call()
  useClassroom.setState({ pending: null })
  if (answer.ok) take(answer.value)
  else useClassroom.setState({ progress: [], trouble: { request, error: answer.error, retry: () => void ask(request, call) } })
}

export const startPractice = () => ask('practice', () => main.classroom.startPractice())
export const openClassroomFile = () => ask('file', () => main.classroom.openFile())
export const openShippedClassroom = () => ask('shipped', () => main.classroom.openShipped())
export const connectTo = (apiUrl: string) => ask('connect', () => main.classroom.connect({ apiUrl }))
export const switchClassroom = (id: string) => ask('switch', () => main.classroom.switchTo({ id }))
export const closeClassroom = () => ask('close', () => main.classroom.close())

export function dismissClassroomTrouble(): void {
  useClassroom.setState({ trouble: null })
}

export async function refreshKnown(): Promise<void> {
  const answer = await main.classroom.list()
  if (answer.ok) useClassroom.setState({ known: answer.value })
}

export async function refreshTools(): Promise<void> {
  const answer = await main.classroom.tools()
  if (answer.ok) useClassroom.setState({ tools: answer.value })
}

/** Follows main. Called once, before the first paint. */
export function startClassroom(): void {
  main.classroom.on.changed(take)
  void main.classroom.get().then((answer) => {
    if (answer.ok) take(answer.value)
  })
}
