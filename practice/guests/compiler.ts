import { setFlagsFromString } from 'node:v8'

/**
 * Has V8 translate WebAssembly quickly and leave it at that. The emulator makes thousands of small modules of what the guest runs, and optimizing them
 * took 160 MB of memory that is never given back, and half as much processor time again until the prompt; nothing in the guest was faster for it.
 */
export function compileQuickly(): void {
  setFlagsFromString('--liftoff-only')
}
