/** Something that is taken into the notes; `source` says where it comes from, such as `YAML of VirtualMachine vms-dev/rhel9-web`. */
export type Capture =
  | { kind: 'text'; text: string; source: string; language: 'yaml' | 'console' | 'text' }
  | { kind: 'image'; image: Blob; source: string }
  /** The last command that a terminal has finished. */
  | { kind: 'command' }

type Sink = (capture: Capture) => Promise<void>

let sink: Sink = async () => {}

/** The notes say how a capture reaches them; until then captures go nowhere. */
export function provideCaptureSink(next: Sink): void {
  sink = next
}

/** Takes something into the open note, or into a new one. Whoever shows it need not know the notes. */
export function captureToNotes(capture: Capture): Promise<void> {
  return sink(capture)
}
