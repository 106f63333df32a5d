import { accessSync, constants, mkdirSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { app, dialog } from 'electron'
import type { NotSavedReason } from '../../core/contract'
import { writeFailureReason } from '../storage'

/** Where Electron wants it. It makes that folder while it is asked, and throws where it cannot: why, openDataFolder then says. */
export function defaultDataFolder(): string {
  try {
    return app.getPath('userData')
  } catch {
    return join(app.getPath('appData'), app.getName())
  }
}

/** Makes the folder of the program's own files. Answers in a sentence why it cannot be used; null where it can. */
export function openDataFolder(folder: string): string | null {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    accessSync(folder, constants.W_OK | constants.X_OK)
    return null
  } catch (error) {
    return REASONS[writeFailureReason(error)] ?? REASONS[writeFailureReason(errorAbove(folder))] ?? (error as Error).message
  }
}

/** Of a folder that cannot be made because its disk is read-only, mkdir says no more than that it is not there. */
function errorAbove(folder: string): unknown {
  const parent = dirname(folder)
  try {
    accessSync(parent, constants.W_OK)
    return null
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' && parent !== folder ? errorAbove(parent) : error
  }
}

const REASONS: Readonly<Partial<Record<NotSavedReason, string>>> = {
  full: 'The disk is full.',
  forbidden: 'There is no permission to write there.',
  readOnly: 'The disk can only be read.',
  device: 'The disk reports an error.',
}

/** Says in the terminal and in a box that nothing can be kept, and ends. Without its folder the program would lose what is done in it. */
export async function refuseDataFolder(folder: string, reason: string): Promise<void> {
  const message = 'Lab Companion cannot write to its folder.'
  const detail = `${folder}\n\n${reason}\n\nMake room or have it made writable. Or start with --user-data-dir and another folder.`
  process.stderr.write(`${message}\n${detail}\n`)
  // Chromium keeps files of its own there, too, and would end at once.
  app.setPath('userData', mkdtempSync(join(tmpdir(), 'lab-companion-')))
  await app.whenReady()
  await dialog.showMessageBox({ type: 'error', title: 'Lab Companion', message, detail, buttons: ['Quit'] })
  app.exit(1)
}
