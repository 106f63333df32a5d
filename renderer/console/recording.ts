import { main } from '../border'
import { fileName } from './captures'
import type { ConsoleSession } from './session'

/** A console changes little: half a megabit keeps letters sharp, and a minute below 4 MB. */
const BITS_PER_SECOND = 500_000
const PICTURES_PER_SECOND = 10
/** Half an hour is a report's limit, and 110 MB. */
const LONGEST_MS = 30 * 60_000

const running = new WeakMap<ConsoleSession, () => void>()

/** Films the screen as WebM until it is stopped, then asks where to. */
export function startRecording(session: ConsoleSession): void {
  if (running.has(session)) return
  // The screen's own canvas goes with its connection; a film goes on over a reconnect.
  const copy = document.createElement('canvas')
  const pen = copy.getContext('2d')
  const draw = (): void => {
    const canvas = session.elements.screen.querySelector('canvas')
    if (canvas === null || canvas.width === 0 || pen === null) return
    if (copy.width !== canvas.width || copy.height !== canvas.height) Object.assign(copy, { width: canvas.width, height: canvas.height })
    pen.drawImage(canvas, 0, 0)
  }
  draw()
  const recorder = new MediaRecorder(copy.captureStream(PICTURES_PER_SECOND), { mimeType: 'video/webm;codecs=vp8', videoBitsPerSecond: BITS_PER_SECOND })
  const parts: Blob[] = []
  const began = new Date()
  const timer = setInterval(draw, 1000 / PICTURES_PER_SECOND)
  const late = setTimeout(() => stopRecording(session), LONGEST_MS)
  recorder.addEventListener('dataavailable', ({ data }) => parts.push(data))
  recorder.addEventListener('stop', () => void save(session, parts, began))
  running.set(session, () => {
    clearInterval(timer)
    clearTimeout(late)
    recorder.stop()
  })
  // In pieces: what was filmed before a crash of the encoder is not lost.
  recorder.start(1_000)
  session.store.setState({ recording: began.getTime() })
}

export function stopRecording(session: ConsoleSession): void {
  running.get(session)?.()
  running.delete(session)
  session.store.setState({ recording: null })
}

async function save(session: ConsoleSession, parts: readonly Blob[], began: Date): Promise<void> {
  const bytes = new Uint8Array(await new Blob([...parts]).arrayBuffer())
  const answer = await main.console.saveFile({ name: fileName(session.machine, began.toISOString(), 'webm'), bytes })
  if (answer.ok && answer.value !== null) session.store.setState({ notice: { tone: 'info', title: `The film is in ${answer.value.path}` } })
}
