import { join, resolve } from 'node:path'
import { app, Menu } from 'electron'
import { type BugReports, createBugReports, defaultDataFolder, handOn, openDataFolder, readArguments, receiveCalls, refuseDataFolder } from './launch'
import { createLog, type MaskingLog } from './log'
import { builtFile, createAppWindow, registerAppScheme, serveApp } from './window'

// Only what the window needs before its page can load: nothing here may import a slice that imports much. While the page's process starts, it
// and the screen's process ask this thread for one thing after another, and reading the program itself (program.ts) would hold each of them up.

const launch = readArguments(process.argv.slice(1), app.isPackaged)
const dataDir = resolve(launch.userDataDir ?? defaultDataFolder())
const refused = openDataFolder(dataDir)
if (refused === null) begin()
else void refuseDataFolder(dataDir, refused)

function begin(): void {
  app.setPath('userData', dataDir)
  const logFolder = join(dataDir, 'logs')
  const log = createLog(logFolder, app.isPackaged ? undefined : (line) => process.stderr.write(line))
  const bugs = createBugReports(log)

  registerAppScheme()
  // Electron's default menu, hidden or not, would reload, zoom and close by keys that are the terminal's. On macOS it is what makes copy and paste work.
  if (process.platform !== 'darwin') Menu.setApplicationMenu(null)
  if (app.requestSingleInstanceLock(handOn(process.argv.slice(1)))) app.whenReady().then(() => start({ logFolder, log, bugs })).catch(bugs.report)
  else app.quit()
}

async function start({ logFolder, log, bugs }: { logFolder: string; log: MaskingLog; bugs: BugReports }): Promise<void> {
  const calls = receiveCalls()
  const page = serveApp(builtFile('renderer'))
  const window = createAppWindow({ log, preload: builtFile('preload', 'index.js'), icon: builtFile('..', 'resources', 'icons', 'icon.png') })
  await calls.first
  const { startProgram } = await import('./program')
  startProgram({ launch, dataDir, logFolder, log, bugs, window, page, calls })
}
