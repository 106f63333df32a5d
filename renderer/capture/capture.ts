/** Something that is taken into the notes; `source` says where it comes from, such as `YAML of VirtualMachine vms-dev/rhel9-web`. */
export type Capture =
  | { kind: 'text'; text: string; source: string; language: 'yaml' | 'console' | 'text' }
  | { kind: 'image'; image: Blob; source: string }
  /** The last command that a terminal has finished. */
  | { kind: 'command' }

type Sink = (capture: Capture) => Promise<void>

let sink: Sink = sendToMainWindow

/** The notes say how a capture reaches them; the windows of single consoles have none, and send theirs to the one that does. */
export function provideCaptureSink(next: Sink): void {
  sink = next
  takeFromOtherWindows(next)
}

/** Takes something into the open note, or into a new one. Whoever shows it need not know the notes. Rejects where nobody takes it. */
export function captureToNotes(capture: Capture): Promise<void> {
  return sink(capture)
}

/** All windows of this program, and nobody else, hear this channel: they have one origin. */
const CHANNEL = 'captures'

type Message = { type: 'capture'; id: string; capture: Capture } | { type: 'taken'; id: string }

function takeFromOtherWindows(take: Sink): void {
  const channel = new BroadcastChannel(CHANNEL)
  channel.onmessage = ({ data }: MessageEvent<Message>) => {
    if (data.type === 'capture') void take(data.capture).then(() => channel.postMessage({ type: 'taken', id: data.id } satisfies Message))
  }
}

/** The notes are loaded with the first capture, and a picture is a file to write. */
const TAKEN_WITHIN_MS = 10_000

function sendToMainWindow(capture: Capture): Promise<void> {
  const id = crypto.randomUUID()
  const channel = new BroadcastChannel(CHANNEL)
  return new Promise<void>((resolve, reject) => {
    const late = setTimeout(() => reject(new Error('no window took the capture')), TAKEN_WITHIN_MS)
    channel.onmessage = ({ data }: MessageEvent<Message>) => {
      if (data.type !== 'taken' || data.id !== id) return
      clearTimeout(late)
      resolve()
    }
    channel.postMessage({ type: 'capture', id, capture } satisfies Message)
  }).finally(() => channel.close())
}
