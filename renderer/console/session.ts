import { createStore, type StoreApi } from 'zustand/vanilla'
import type { ConsolePort, MachineRef, SerialSize } from '../../core/contract'
import { FIRST_SEAT, type GuestFacts, type GuestLogin, isSharp, type MachineFacts, NOTHING_KNOWN, type Seat, sharpScale } from '../../core/console'
import { main, openStream } from '../border'
import { type ConsoleView, rememberView, viewOf } from './preferences'
import { openScreenPort, type ScreenPort } from './screen-port'
import { createSeatKeeper, type SeatKeeper } from './seat-keeper'
import { openSerialPort, type SerialPort } from './serial-port'
import { createSerialScreen, type SerialScreen } from './serial-screen'

/** Something under way that has a beginning, an end and a way to stop it. */
interface Typing {
  port: ConsolePort
  done: number
  total: number
}

export interface Notice {
  tone: 'info' | 'warning' | 'danger'
  title: string
  why?: string
}

interface ConsoleState {
  view: ConsoleView
  facts: MachineFacts
  logins: GuestLogin[]
  guest: GuestFacts
  /** The last login of ours in the guest that worked. */
  loggedIn: { user: string; at: string } | null
  screen: Seat
  serial: Seat
  /** Main's names of the open ports. */
  connections: Record<ConsolePort, string | null>
  picture: { width: number; height: number } | null
  /** How large the picture is drawn; 1 is its own size. */
  scale: number | null
  fits: boolean
  /** Asks the guest to take on the window's size, where it can. */
  resizesGuest: boolean
  viewOnly: boolean
  figures: { pictures: number; latency: number | null; bytesPerSecond: number | null } | null
  showsFigures: boolean
  /** Which of the two had the focus last. */
  lastFocus: ConsolePort
  /** Who gets the keys: the guest while its screen has the focus. */
  keysGoTo: 'window' | 'guest'
  /** The terminal's size, and the one that the guest was told last. */
  size: SerialSize | null
  toldSize: SerialSize | null
  /** The serial console has said something since it was opened. */
  hasSpoken: boolean
  readable: boolean
  searching: boolean
  showsGuest: boolean
  typing: Typing | null
  login: { user: string; port: ConsolePort } | null
  /** Since when a film is taken; null while none is. */
  recording: number | null
  notice: Notice | null
  /** What of the student's typing did not arrive when the console went away, as a sentence. */
  lost: string | null
}

/** One machine's console: both ports, kept open by their rules for as long as somebody looks, and the state that its views show. */
export interface ConsoleSession {
  readonly machine: MachineRef
  readonly store: StoreApi<ConsoleState>
  /** Where the screen and the serial console are drawn; a view puts them into its own place. */
  readonly elements: Record<ConsolePort, HTMLElement>
  screenPort(): ScreenPort | null
  serialPort(): SerialPort | null
  serialScreen(): SerialScreen | null
  /** How many bytes the serial console has said. */
  heardBytes(): number
  show(view: ConsoleView): void
  reconnect(port: ConsolePort): void
  takeBack(port: ConsolePort): void
  /** The place of the elements has changed its size. */
  fit(): void
  /** The serial console stands at a shell's prompt, says the student: types its size there. */
  tellSize(): void
  dispose(): void
}

const firstState: ConsoleState = {
  view: 'screen',
  facts: NOTHING_KNOWN,
  logins: [],
  guest: { state: 'waiting' },
  loggedIn: null,
  screen: FIRST_SEAT,
  serial: FIRST_SEAT,
  connections: { screen: null, serial: null },
  picture: null,
  scale: null,
  fits: true,
  resizesGuest: false,
  viewOnly: false,
  figures: null,
  showsFigures: false,
  lastFocus: 'screen',
  keysGoTo: 'window',
  size: null,
  toldSize: null,
  hasSpoken: false,
  readable: false,
  searching: false,
  showsGuest: true,
  typing: null,
  login: null,
  recording: null,
  notice: null,
  lost: null,
}

// Main ends this stream only when it is in trouble; asking again at once would not help it.
const FOLLOW_AGAIN_MS = 1_000

/** `isOwnKey` says which keys stay with the window although the serial console has the focus. */
export function createConsoleSession(machine: MachineRef, isOwnKey: (event: KeyboardEvent) => boolean): ConsoleSession {
  const store = createStore<ConsoleState>(() => ({ ...firstState, view: viewOf(machine) }))
  const elements = { screen: document.createElement('div'), serial: document.createElement('div') }
  for (const element of Object.values(elements)) element.style.cssText = 'width: 100%; height: 100%'
  let screenPort: ScreenPort | null = null
  let serialPort: SerialPort | null = null
  let serialScreen: SerialScreen | null = null
  let isOver = false
  let heard = 0
  let endFollowing: () => void = () => {}

  const setConnection = (port: ConsolePort, id: string | null): void => store.setState(({ connections }) => ({ connections: { ...connections, [port]: id } }))

  const keepers: Record<ConsolePort, SeatKeeper> = {
    screen: createSeatKeeper({
      onChanged: (screen) => store.setState(screen.state === 'connected' ? { screen, lost: null } : { screen }),
      open(asks, tell) {
        // The last picture stays until the next is whole: only then its element goes.
        const host = document.createElement('div')
        host.style.cssText = 'width: 100%; height: 100%; position: absolute; inset: 0; visibility: hidden'
        elements.screen.append(host)
        const port = openScreenPort(machine, asks, host, {
          connected(id) {
            for (const old of [...elements.screen.children]) if (old !== host) old.remove()
            host.style.visibility = ''
            screenPort = port
            setConnection('screen', id)
            applyOptions()
            watchCanvas(host)
            tell.connected()
          },
          ended: tell.ended,
          leaving: () => leaveScreen(host),
          resized(width, height) {
            store.setState({ picture: { width, height } })
            sizeHost()
          },
          measured: (figures) => store.setState({ figures }),
          bell: () => {},
        })
        port.rfb.background = 'transparent'
        // At its own size it has a place of that size: noVNC fills it, and the pointer is where it seems to be at any density.
        port.rfb.scaleViewport = true
        return port
      },
    }),
    serial: createSeatKeeper({
      onChanged: (serial) => store.setState({ serial }),
      open(_asks, tell) {
        const screen = serialScreen ?? makeSerialScreen()
        const port = openSerialPort(machine, screen, {
          connected(id) {
            serialPort = port
            setConnection('serial', id)
            store.setState({ hasSpoken: false, toldSize: null })
            tellSize(false)
            tell.connected()
          },
          ended(error) {
            leaveSerial(port)
            tell.ended(error)
          },
          sizeTold: (toldSize) => store.setState({ toldSize }),
          heard: (bytes) => {
            heard += bytes.length
            if (!store.getState().hasSpoken) store.setState({ hasSpoken: true })
          },
        })
        return {
          close() {
            port.close()
            leaveSerial(port)
          },
        }
      },
    }),
  }

  const leaveScreen = (host: HTMLElement): void => {
    // One that never had a picture leaves that of the one before.
    if (host.style.visibility === 'hidden') return host.remove()
    screenPort = null
    setConnection('screen', null)
    freeze(host)
  }
  const leaveSerial = (port: SerialPort): void => {
    if (serialPort !== port) return
    serialPort = null
    setConnection('serial', null)
  }
  const makeSerialScreen = (): SerialScreen => {
    serialScreen = createSerialScreen(elements.serial, {
      label: `Serial console of ${machine.name}`,
      onInput: (data) => serialPort?.send(new TextEncoder().encode(data)),
      isOwnKey,
    })
    fit()
    return serialScreen
  }

  /** noVNC takes its canvas away with the connection: a picture of it stays. */
  const freeze = (host: HTMLElement): void => {
    const canvas = host.querySelector('canvas')
    if (canvas === null || canvas.width === 0) return
    const still = document.createElement('canvas')
    still.width = canvas.width
    still.height = canvas.height
    still.getContext('2d')?.drawImage(canvas, 0, 0)
    const { fits } = store.getState()
    still.style.cssText = fits ? 'width: 100%; height: 100%; object-fit: contain' : 'margin: auto'
    const frame = document.createElement('div')
    frame.style.cssText = 'position: absolute; inset: 0; display: flex; overflow: auto'
    frame.append(still)
    elements.screen.replaceChildren(frame)
  }

  const applyOptions = (): void => {
    if (screenPort === null) return
    const { rfb } = screenPort
    const { viewOnly, resizesGuest } = store.getState()
    sizeHost()
    if (rfb.resizeSession !== resizesGuest) rfb.resizeSession = resizesGuest
    if (rfb.viewOnly !== viewOnly) rfb.viewOnly = viewOnly
    measureScale()
  }
  /** Fitted, the picture's place is the pane; at its own size it is the picture's, and the pane scrolls. */
  const sizeHost = (): void => {
    const host = elements.screen.querySelector<HTMLElement>(':scope > div')
    const { fits, resizesGuest, picture } = store.getState()
    if (host === null) return
    elements.screen.style.overflow = fits ? 'hidden' : 'auto'
    const isOwnSize = !fits && !resizesGuest && picture !== null
    const scale = sharpScale(window.devicePixelRatio)
    const place = elements.screen.getBoundingClientRect()
    // noVNC compares the guest's size with that of its place, fractions included: it would ask for the same size for ever.
    const [width, height] = isOwnSize ? [picture.width * scale, picture.height * scale] : resizesGuest ? [Math.floor(place.width), Math.floor(place.height)] : [null, null]
    host.style.width = width === null ? '100%' : `${width}px`
    host.style.height = height === null ? '100%' : `${height}px`
    measureScale()
  }
  const measureScale = (): void => {
    const canvas = elements.screen.querySelector('canvas')
    // The still picture of a closed one has the pane's size, whatever is drawn in it.
    if (screenPort === null || canvas === null || canvas.width === 0) return
    const scale = canvas.getBoundingClientRect().width / canvas.width
    canvas.style.imageRendering = isSharp(scale, window.devicePixelRatio) ? 'pixelated' : 'auto'
    if (scale > 0 && scale !== store.getState().scale) store.setState({ scale })
  }
  // noVNC sizes its canvas some time after its place has got another size.
  const canvasSizes = new ResizeObserver(measureScale)
  const watchCanvas = (host: HTMLElement): void => {
    canvasSizes.disconnect()
    const canvas = host.querySelector('canvas')
    if (canvas !== null) canvasSizes.observe(canvas)
  }
  const fit = (): void => {
    if (store.getState().resizesGuest) sizeHost()
    const size = serialScreen?.fit() ?? null
    const known = store.getState().size
    if (size === null || (known?.cols === size.cols && known.rows === size.rows)) return
    store.setState({ size })
    tellSize(false)
  }
  const tellSize = (isAsked: boolean): void => {
    const { connections, size } = store.getState()
    // Who works elsewhere makes the pane small and large again, and the guest need not hear of each.
    if (!isAsked && !elements.serial.contains(document.activeElement)) return
    if (connections.serial !== null && size !== null) void main.console.setSerialSize({ connection: connections.serial, size, isAsked })
  }

  const follow = (): void => {
    void openStream('console', 'follow', { machine }, {
      receive(item, consumed) {
        if (item.type === 'machine') noteMachine(item.facts)
        else if (item.type === 'logins') store.setState({ logins: item.logins })
        else store.setState({ guest: item.guest })
        consumed()
      },
      end() {
        if (!isOver) setTimeout(follow, FOLLOW_AGAIN_MS)
      },
    }).then((answer) => {
      if (!answer.ok) return void (isOver || setTimeout(follow, FOLLOW_AGAIN_MS))
      endFollowing = () => answer.value.close()
      if (isOver) answer.value.close()
    })
  }
  const noteMachine = (facts: MachineFacts): void => {
    const before = store.getState().facts
    store.setState({ facts })
    for (const keeper of Object.values(keepers)) keeper.noteMachine(facts, before)
  }

  const unsubscribe = store.subscribe((now, before) => {
    if (now.fits !== before.fits || now.viewOnly !== before.viewOnly || now.resizesGuest !== before.resizesGuest) applyOptions()
    if (now.readable !== before.readable) serialScreen?.setReadable(now.readable)
  })
  elements.serial.addEventListener('focusin', () => tellSize(false))
  follow()

  return {
    machine,
    store,
    elements,
    screenPort: () => screenPort,
    serialPort: () => serialPort,
    serialScreen: () => serialScreen,
    heardBytes: () => heard,
    show(view) {
      store.setState({ view })
      rememberView(machine, view)
      if (view !== 'serial') keepers.screen.begin()
      if (view !== 'screen') keepers.serial.begin()
    },
    reconnect: (port) => keepers[port].reconnect(),
    takeBack: (port) => keepers[port].takeBack(),
    fit,
    tellSize: () => tellSize(true),
    dispose() {
      isOver = true
      unsubscribe()
      canvasSizes.disconnect()
      endFollowing()
      for (const keeper of Object.values(keepers)) keeper.leave()
      serialScreen?.dispose()
      for (const element of Object.values(elements)) element.remove()
    },
  }
}
