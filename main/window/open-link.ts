import { shell } from 'electron'
import { AppFailure } from '../../core/contract/errors'
import { isSafeToOpen } from './links'

/** Hands an address to the desktop's browser. Rejects with `input.invalid` what must not be handed on (isSafeToOpen). */
export async function openLink(address: string): Promise<void> {
  if (!isSafeToOpen(address)) throw new AppFailure({ kind: 'input.invalid', call: 'app.openExternal', detail: 'Only https addresses are opened.' })
  await shell.openExternal(address)
}
