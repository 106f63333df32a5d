import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { BrowserWindow, session } from 'electron'
import { escapeHtml } from './escape-html'

/** A course's notes print within seconds; longer is a page that does not end. */
const PRINT_WITHIN_MS = 60_000

const SMALL = 'width: 100%; padding: 0 15mm; font: 9px sans-serif; color: #5f5f5f; display: flex; justify-content: space-between'

/** Prints in a window that nobody sees, that runs no script and reaches no network; the page's own policy lets it load nothing else from the disk. */
export function createPrinter(): (html: string, title: string) => Promise<Buffer> {
  return async (html, title) => {
    const folder = await mkdtemp(join(tmpdir(), 'lab-companion-print-'))
    const file = join(folder, 'notes.html')
    const address = pathToFileURL(file).href
    const closed = session.fromPartition('print')
    closed.webRequest.onBeforeRequest(({ url }, answer) => answer({ cancel: !/^(?:data|file):/.test(url) }))
    const window = new BrowserWindow({ show: false, webPreferences: { session: closed, sandbox: true, contextIsolation: true, javascript: false } })
    try {
      await writeFile(file, html, { mode: 0o600 })
      await inTime(window.loadURL(address))
      return await inTime(
        window.webContents.printToPDF({
          pageSize: 'A4',
          printBackground: true,
          displayHeaderFooter: true,
          headerTemplate: `<div style="${SMALL}"><span>${escapeHtml(title)}</span></div>`,
          footerTemplate: `<div style="${SMALL}"><span></span><span><span class="pageNumber"></span> / <span class="totalPages"></span></span></div>`,
          // Inches: 18 mm above and below for header and footer, 15 mm at the sides.
          margins: { top: 0.7, bottom: 0.7, left: 0.6, right: 0.6 },
        }),
      )
    } finally {
      window.destroy()
      await rm(folder, { recursive: true, force: true })
    }
  }
}

async function inTime<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`printing took longer than ${PRINT_WITHIN_MS / 1000} s`)), PRINT_WITHIN_MS)
  })
  return Promise.race([work, late]).finally(() => clearTimeout(timer))
}
