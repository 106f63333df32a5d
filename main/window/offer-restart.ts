import { app, type BrowserWindow, dialog } from 'electron'

/** For a page that died too often to be reloaded again. `incident` is the number under which the log has the details. */
export async function offerRestart(window: BrowserWindow, incident: string): Promise<void> {
  const { response } = await dialog.showMessageBox({
    type: 'error',
    message: 'The window cannot be shown.',
    detail: `It ended several times within a minute. Your shells and notes are kept. The log has the details under ${incident}.`,
    buttons: ['Quit', 'Try again'],
    defaultId: 1,
  })
  if (response === 1) window.webContents.reload()
  else app.quit()
}
