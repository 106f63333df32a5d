import type { ConsolePort, LoginOutcome } from '../../core/contract'
import { type Alphabet, asksForPassword, differences, looksLikeLogin, readTextScreens, readVerdict, type TextScreen } from '../../core/console'
import { main } from '../border'
import { keyboardLayout } from './preferences'
import type { ConsoleSession, Notice } from './session'

/** A guest in an emulator draws a prompt within a second, on a machine with ten times its work in twenty; a real one that is busy within some. */
const PROMPT_WITHIN_MS = 25_000
/** A login that is refused asks again after two or three seconds; a slow guest takes more for a shell. */
const VERDICT_WITHIN_MS = 25_000
const LOOK_MS = 120

/** Logs a user in on the screen or on the serial console, and says in the console what came of it. */
export async function logInToGuest(session: ConsoleSession, port: ConsolePort, user: string): Promise<void> {
  const { store } = session
  if (store.getState().login !== null) return
  store.setState({ login: { user, port }, notice: null })
  try {
    const outcome = port === 'serial' ? await bySerial(session, user) : await byScreen(session, user)
    store.setState({ notice: noticeOf(outcome, user, port), ...(outcome === 'loggedIn' && { loggedIn: { user, at: new Date().toISOString() } }) })
  } finally {
    store.setState({ login: null })
  }
}

async function bySerial(session: ConsoleSession, user: string): Promise<LoginOutcome> {
  const { connections, size } = session.store.getState()
  if (connections.serial === null) return 'interrupted'
  const answer = await main.console.logInBySerial({ connection: connections.serial, user, size })
  return answer.ok ? answer.value : 'interrupted'
}

/**
 * On the screen the prompts are read from the picture, and everything is typed by main: the name, and the password only when the picture shows a
 * password prompt directly below that name. Main refuses where anything was typed or clicked in between.
 */
async function byScreen(session: ConsoleSession, user: string): Promise<LoginOutcome> {
  const connection = session.store.getState().connections.screen
  if (connection === null) return 'interrupted'
  const layout = keyboardLayout()
  if ((await watch(session, standing(looksLikeLogin), FIRST_LOOK_MS)) === null) {
    // A console that has gone dark, or waits in the middle of a page: Enter shows what it is.
    pressEnter(session)
    if ((await watch(session, standing(looksLikeLogin), PROMPT_WITHIN_MS / 3)) === null) return 'noPrompt'
  }
  const attempt = (withinMs: number) => attemptOnScreen(session, { connection, user, layout }, withinMs)
  let came = await attempt(PROMPT_WITHIN_MS / 3)
  if (came === 'noPrompt' || came === 'lost') {
    // A guest that had written its prompt and did not listen yet has lost letters. Enter leads to a new prompt, whatever it asks for now.
    if (came === 'noPrompt') pressEnter(session)
    if ((await watch(session, standing(looksLikeLogin), PROMPT_WITHIN_MS)) !== null) came = await attempt(PROMPT_WITHIN_MS)
  }
  return came === 'lost' ? 'unanswered' : came
}

interface Typing {
  connection: string
  user: string
  layout: string
}

/** One name and one password, at a prompt that stands; `lost` where the guest refused what was typed after it had lost its last key, and so may have lost more. */
async function attemptOnScreen(session: ConsoleSession, typing: Typing, promptWithinMs: number): Promise<LoginOutcome | 'lost'> {
  const { user } = typing
  const typed = await main.console.typeUser(typing)
  if (!typed.ok) return 'interrupted'
  const asked = await watch(session, (screen) => withSize(screen, asksForPassword(screen, user)), promptWithinMs)
  if (asked === null) return 'noPrompt'
  const { cols, alphabet } = asked
  const answered = await main.console.answerPasswordPrompt(typing)
  if (!answered.ok) return 'interrupted'
  if (answered.value !== 'typed') return answered.value
  const verdict = (withinMs: number) => watch(session, standing((screen) => (screen.cols === cols ? readVerdict(screen, alphabet) : null)), withinMs)
  const first = await verdict(VERDICT_WITHIN_MS / 2)
  if (first !== null) return first
  // Where the question still stands, a guest that was too busy to listen has lost the last key. A shell that comes late takes one more Enter for nothing.
  const stillAsks = (await watch(session, (screen) => asksForPassword(screen, user), 0)) !== null
  if (stillAsks) pressEnter(session)
  const second = await verdict(VERDICT_WITHIN_MS)
  return second === 'refused' && stillAsks ? 'lost' : (second ?? 'unanswered')
}

function pressEnter(session: ConsoleSession): void {
  session.screenPort()?.rfb.sendKey(0xff0d, 'Enter')
}

/** The picture is read in cells of several sizes: only in those that made sense of the prompt will what follows make sense. */
function withSize(screen: TextScreen, alphabet: Alphabet | null): { alphabet: Alphabet; cols: number } | null {
  return alphabet && { alphabet, cols: screen.cols }
}

const FIRST_LOOK_MS = 2_500

/** Found, and for some time the same: a guest that has just written a prompt may not listen yet. The cursor may blink. */
function standing<T>(find: (screen: TextScreen) => T | null | false): (screen: TextScreen) => T | null | false {
  // The picture is read in cells of several sizes, each with a past of its own.
  const stood = new Map<number, { since: number; screen: TextScreen }>()
  return (screen) => {
    const found = find(screen)
    const before = stood.get(screen.cols)
    if (found === null || found === false) stood.delete(screen.cols)
    // A blinking cursor is one cell.
    else if (before === undefined || differences(before.screen, screen) > 1) stood.set(screen.cols, { since: performance.now(), screen })
    else if (performance.now() - before.since >= STANDS_MS) return found
    return null
  }
}

const STANDS_MS = 900

/** Looks at the picture until `find` finds something; null where it does not in time or the screen goes away. */
async function watch<T>(session: ConsoleSession, find: (screen: TextScreen) => T | null | false, withinMs: number): Promise<T | null> {
  const began = performance.now()
  do {
    const pixels = readPixels(session)
    if (pixels === null) return null
    for (const screen of readTextScreens(pixels)) {
      const found = find(screen)
      if (found !== null && found !== false) return found
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS))
  } while (performance.now() - began < withinMs)
  return null
}

function readPixels(session: ConsoleSession): ImageData | null {
  const canvas = session.screenPort() === null ? null : session.elements.screen.querySelector('canvas')
  if (!canvas || canvas.width === 0) return null
  // A copy: reading noVNC's own canvas again and again would make the browser take it from the GPU.
  const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext('2d', { willReadFrequently: true })
  copy?.drawImage(canvas, 0, 0)
  return copy?.getImageData(0, 0, canvas.width, canvas.height) ?? null
}

function noticeOf(outcome: LoginOutcome, user: string, port: ConsolePort): Notice | null {
  switch (outcome) {
    case 'loggedIn':
      return { tone: 'info', title: `Logged in as ${user}` }
    case 'alreadyLoggedIn':
      return { tone: 'info', title: 'Somebody is logged in already', why: 'The serial console shows a shell’s prompt. Log out there first to change the user.' }
    case 'refused':
      return { tone: 'warning', title: `The guest did not accept the login of ${user}`, why: 'Its password may have been changed inside the guest.' }
    case 'noPrompt':
      return {
        tone: 'warning',
        title: 'No password prompt came',
        why: port === 'screen' ? 'The picture shows no text login. No password was typed. The serial console may have one.' : 'The guest did not ask for a password. None was typed.',
      }
    case 'unanswered':
      return { tone: 'warning', title: 'The guest has not answered yet', why: 'It asked for the password and got it. What came of it, the console will show.' }
    case 'noPassword':
      return { tone: 'warning', title: `No password is known for ${user}`, why: 'Write it under guests in the classroom file, or into the VM’s cloud-init.' }
    case 'interrupted':
      return { tone: 'warning', title: 'The login was interrupted', why: 'Something else was typed, or the console went away. No password was typed after that.' }
  }
}
