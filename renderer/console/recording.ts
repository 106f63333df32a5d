import { createGif, type GifMaker } from '../../core/console'
import { main } from '../border'
import { fileName } from './captures'
import type { ConsoleSession } from './session'

/** A film for players, or a moving picture for a note or a report. */
export type RecordingKind = 'video' | 'gif'

/** What takes one kind of recording: gets pictures, and ends with a file. */
interface Recorder {
  readonly extension: string
  readonly picturesPerSecond: number
  /** It is full: stop. */
  isFull(): boolean
  /** The copy of the screen shows a new picture. */
  note(): void
  finish(): Promise<Uint8Array<ArrayBuffer>>
}

/** A console changes little: half a megabit keeps letters sharp, and a minute below 4 MB. */
const BITS_PER_SECOND = 500_000
/** Half an hour is a report's limit, and 110 MB. */
const LONGEST_MS = 30 * 60_000
/** Notes and reports take a picture of that size. */
const LARGEST_GIF_BYTES = 20 * 1024 * 1024

const running = new WeakMap<ConsoleSession, () => void>()

/** Records the screen until it is stopped, then asks where to. */
export function startRecording(session: ConsoleSession, kind: RecordingKind): void {
  if (running.has(session)) return
  // The screen's own canvas goes with its connection; a film goes on over a reconnect.
  const copy = document.createElement('canvas')
  const pen = copy.getContext('2d', { alpha: false, willReadFrequently: kind === 'gif' })
  let recorder: Recorder | null = null
  const draw = (): void => {
    const canvas = session.elements.screen.querySelector('canvas')
    if (canvas === null || canvas.width === 0 || pen === null) return
    if (copy.width !== canvas.width || copy.height !== canvas.height) Object.assign(copy, { width: canvas.width, height: canvas.height })
    pen.drawImage(canvas, 0, 0)
    recorder?.note()
    if (recorder?.isFull() === true) stopRecording(session)
  }
  draw()
  const made = kind === 'gif' ? recordGif(copy) : recordVideo(copy)
  recorder = made
  const began = new Date()
  const timer = setInterval(draw, 1000 / made.picturesPerSecond)
  const late = setTimeout(() => stopRecording(session), LONGEST_MS)
  running.set(session, () => {
    clearInterval(timer)
    clearTimeout(late)
    void made.finish().then((bytes) => save(session, bytes, fileName(session.machine, began.toISOString(), made.extension)))
  })
  session.store.setState({ recording: began.getTime() })
}

export function stopRecording(session: ConsoleSession): void {
  running.get(session)?.()
  running.delete(session)
  session.store.setState({ recording: null })
}

function recordVideo(copy: HTMLCanvasElement): Recorder {
  const picturesPerSecond = 10
  const recorder = new MediaRecorder(copy.captureStream(picturesPerSecond), { mimeType: 'video/webm;codecs=vp8', videoBitsPerSecond: BITS_PER_SECOND })
  const parts: Blob[] = []
  recorder.addEventListener('dataavailable', ({ data }) => parts.push(data))
  // In pieces: what was filmed before a crash of the encoder is not lost.
  recorder.start(1_000)
  return {
    extension: 'webm',
    picturesPerSecond,
    isFull: () => false,
    note() {},
    async finish() {
      const stopped = new Promise((resolve) => recorder.addEventListener('stop', resolve, { once: true }))
      recorder.stop()
      await stopped
      return new Uint8Array(await new Blob(parts).arrayBuffer())
    },
  }
}

function recordGif(copy: HTMLCanvasElement): Recorder {
  let gif: GifMaker | null = null
  const note = (): void => {
    if (copy.width === 0) return
    const pixels = copy.getContext('2d')?.getImageData(0, 0, copy.width, copy.height)
    gif ??= createGif(copy.width, copy.height)
    if (pixels) gif.add(pixels, performance.now())
  }
  note()
  return {
    extension: 'gif',
    // Typing is seen as typing, and each picture costs a few milliseconds.
    picturesPerSecond: 5,
    isFull: () => (gif?.size() ?? 0) > LARGEST_GIF_BYTES,
    note,
    finish: async () => gif?.finish(performance.now()) ?? new Uint8Array(),
  }
}

async function save(session: ConsoleSession, bytes: Uint8Array<ArrayBuffer>, name: string): Promise<void> {
  const answer = await main.console.saveFile({ name, bytes })
  if (!answer.ok) session.store.setState({ notice: { tone: 'danger', title: 'The recording was not saved', why: `${name} could not be written there.` } })
  else if (answer.value !== null) session.store.setState({ notice: { tone: 'info', title: `The recording is in ${answer.value.path}` } })
}
