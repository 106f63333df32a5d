import { create } from 'zustand'
import type { MachineRef } from '../../core/contract'

/** What a VM's screen showed when it was last looked at in this window. */
interface LastScreen {
  /** The uid of the VirtualMachineInstance whose screen it was: one that is started anew has another. */
  instance: string
  /** Of a small picture. */
  url: string
  /** ISO 8601. */
  at: string
}

// As wide as an object's page shows it, on a screen of twice the density.
const WIDTH_PX = 640
// Some tens of kilobytes each; more machines nobody works with at a time.
const MOST = 12

const useScreens = create<{ screens: ReadonlyMap<string, LastScreen> }>(() => ({ screens: new Map() }))

const keyOf = ({ namespace, name }: MachineRef): string => `${namespace}/${name}`

/**
 * Keeps a small copy of what a console has drawn. The server is not asked: up to KubeVirt 1.6 a screenshot of its own would take the screen from
 * whoever looks at it.
 */
export async function keepScreen(machine: MachineRef, instance: string, canvas: HTMLCanvasElement): Promise<void> {
  if (canvas.width === 0 || canvas.height === 0) return
  const scale = Math.min(1, WIDTH_PX / canvas.width)
  const small = new OffscreenCanvas(Math.round(canvas.width * scale), Math.round(canvas.height * scale))
  small.getContext('2d')?.drawImage(canvas, 0, 0, small.width, small.height)
  const at = new Date().toISOString()
  const url = URL.createObjectURL(await small.convertToBlob())
  const key = keyOf(machine)
  useScreens.setState(({ screens }) => {
    const kept = [...screens].filter(([each]) => each !== key)
    for (const [, old] of [...kept.splice(0, kept.length - MOST + 1), ...[...screens].filter(([each]) => each === key)]) URL.revokeObjectURL(old.url)
    return { screens: new Map([...kept, [key, { instance, url, at }]]) }
  })
}

/** Another classroom has other machines, even under the same names. */
export function forgetScreens(): void {
  for (const { url } of useScreens.getState().screens.values()) URL.revokeObjectURL(url)
  useScreens.setState({ screens: new Map() })
}

/** Null where nobody has looked at this instance's. */
export function useLastScreen(machine: MachineRef, instance: string): LastScreen | null {
  const last = useScreens(({ screens }) => screens.get(keyOf(machine)))
  return last?.instance === instance ? last : null
}
