import type { MachineRef } from '../../core/contract'
import { main } from '../border'
import { captureToNotes } from '../capture'
import type { ConsoleSession } from './session'

/** What a console gives to be kept: a picture of its screen, or text of its serial console. */
type ConsoleCapture = { machine: MachineRef; at: string } & ({ kind: 'picture'; png: Uint8Array<ArrayBuffer>; width: number; height: number } | { kind: 'text'; text: string })

/** The picture as the guest draws it, whatever size it is shown at; the last one where the console is closed. Null where there is none. */
async function takePicture(session: ConsoleSession): Promise<Extract<ConsoleCapture, { kind: 'picture' }> | null> {
  const canvas = session.elements.screen.querySelector('canvas')
  if (canvas === null || canvas.width === 0) return null
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'))
  if (blob === null) return null
  return { machine: session.machine, at: new Date().toISOString(), kind: 'picture', png: new Uint8Array(await blob.arrayBuffer()), width: canvas.width, height: canvas.height }
}

/** Puts a capture into the notes, or, where they do not take it, into a file; says so in the console. */
async function keep(session: ConsoleSession, capture: ConsoleCapture): Promise<void> {
  const { namespace, name } = capture.machine
  const isPicture = capture.kind === 'picture'
  const what = isPicture ? 'The screenshot' : 'The serial console’s text'
  const say = (title: string): void => session.store.setState({ notice: { tone: 'info', title } })
  try {
    await captureToNotes(
      isPicture
        ? { kind: 'image', image: new Blob([capture.png], { type: 'image/png' }), source: `Screen of ${namespace}/${name}` }
        : { kind: 'text', text: capture.text, source: `Serial console of ${namespace}/${name}`, language: 'console' },
    )
    say(`${what} is in the notes`)
  } catch {
    const bytes = isPicture ? capture.png : new TextEncoder().encode(capture.text)
    const answer = await main.console.saveFile({ name: fileName(capture.machine, capture.at, isPicture ? 'png' : 'txt'), bytes })
    if (answer.ok && answer.value !== null) say(`The notes did not take it; ${what.replace('The', 'the')} is in ${answer.value.path}`)
  }
}

export async function pictureToNotes(session: ConsoleSession): Promise<void> {
  const picture = await takePicture(session)
  if (picture === null) session.store.setState({ notice: { tone: 'warning', title: 'There is no picture yet' } })
  else await keep(session, picture)
}

export async function pictureToClipboard(session: ConsoleSession): Promise<void> {
  const picture = await takePicture(session)
  if (picture === null) return
  const answer = await main.console.copyPicture({ png: picture.png })
  session.store.setState({ notice: answer.ok ? { tone: 'info', title: 'The screenshot is in the clipboard' } : { tone: 'warning', title: 'The clipboard did not take the screenshot' } })
}

/** What is selected, or else the whole transcript. */
export async function textToNotes(session: ConsoleSession): Promise<void> {
  const selected = session.serialScreen()?.selection() ?? ''
  const answer = selected === '' ? await main.console.readTranscript({ machine: session.machine }) : ({ ok: true, value: selected } as const)
  if (answer.ok && answer.value.trim() === '') session.store.setState({ notice: { tone: 'warning', title: 'The serial console has said nothing yet' } })
  else if (answer.ok) await keep(session, { machine: session.machine, at: new Date().toISOString(), kind: 'text', text: answer.value })
}

export function fileName({ name }: MachineRef, at: string, extension: string): string {
  return `${name} ${at.slice(0, 19).replace('T', ' ').replace(/:/g, '.')}.${extension}`
}
