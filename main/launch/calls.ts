import { ipcMain, type IpcMainInvokeEvent } from 'electron'
import { CALL_CHANNEL } from '../../core/contract/channels'

type Answer = (event: IpcMainInvokeEvent, message: unknown) => Promise<unknown>

export interface Calls {
  /** Fulfilled when the page has called for the first time: it is drawn by its own process from here on, and needs nothing of this one but answers. */
  first: Promise<void>
  /** Who answers, those calls included that wait. */
  answerBy(answer: Answer): void
  dispose(): void
}

/** Takes the page's calls from the start, so that none is refused while the program is still being read. */
export function receiveCalls(): Calls {
  let called = (): void => {}
  let answerBy: (answer: Answer) => void = () => {}
  const first = new Promise<void>((resolve) => (called = resolve))
  const answered = new Promise<Answer>((resolve) => (answerBy = resolve))
  ipcMain.handle(CALL_CHANNEL, async (event, message: unknown) => {
    called()
    const answer = await answered
    return answer(event, message)
  })
  return { first, answerBy, dispose: () => ipcMain.removeHandler(CALL_CHANNEL) }
}
