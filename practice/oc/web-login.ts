import { spawn } from 'node:child_process'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Failure } from './failure'
import type { Connection } from './http'
import { discover, redeem, requestCode } from './oauth'
import { print } from './terminal'

/** The OAuth server forgets a login page's session after as long. */
const patienceMs = 5 * 60_000

/** In the order in which oc tries them on Linux. */
const browsers = ['xdg-open', 'x-www-browser', 'www-browser']

/** Logs in on the OAuth server's page in the browser, which hands the code back to a port of this machine. */
export async function webLogin(connection: Connection, callbackPort: number): Promise<string> {
  const metadata = await discover(connection)
  const callback = await listenForCode(callbackPort)
  try {
    const request = requestCode(metadata, 'openshift-cli-client', callback.url)
    const address = `${metadata.authorization_endpoint}?${request.query.toString()}`
    print(`Opening login URL in the default browser: ${address}\n`)
    await openBrowser(address)
    const oauth: Connection = { server: metadata.issuer, ca: connection.ca, insecure: connection.insecure }
    const held = await redeem(oauth, metadata.token_endpoint, await callback.code, request)
    if (held === null) throw new Failure('error: the OAuth server gave no token')
    return held
  } finally {
    callback.close()
  }
}

interface Callback {
  url: string
  code: Promise<string>
  close(): void
}

function listenForCode(port: number): Promise<Callback> {
  return new Promise((started, failed) => {
    let take = (_: string): void => {}
    let refuse = (_: Failure): void => {}
    const code = new Promise<string>((resolve, reject) => {
      take = resolve
      refuse = reject
    })
    // Who waits for it may not have come to that yet.
    code.catch(() => undefined)
    const late = setTimeout(() => refuse(new Failure('error: timed out while waiting for the login in the browser')), patienceMs)
    const server = createServer((request, response) => {
      const { pathname, searchParams } = new URL(request.url ?? '/', 'http://127.0.0.1')
      const given = searchParams.get('code')
      if (pathname !== '/callback') return void response.writeHead(404).end()
      response.setHeader('Connection', 'close')
      if (given === null) {
        const why = searchParams.get('error_description') ?? 'no code was given'
        response.writeHead(400, { 'Content-Type': 'text/plain; charset=utf-8' }).end(why)
        return refuse(new Failure(`error: ${why}`))
      }
      response.writeHead(200, { 'Content-Type': 'text/plain; charset=utf-8' }).end('access token received successfully; please return to your terminal')
      take(given)
    })
    server.once('error', (error) => failed(new Failure(`error: ${error.message}`)))
    server.listen(port, '127.0.0.1', () => {
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/callback`
      const close = (): void => {
        clearTimeout(late)
        server.close()
      }
      started({ url, code, close })
    })
  })
}

async function openBrowser(address: string): Promise<void> {
  for (const browser of browsers) {
    const child = spawn(browser, [address], { stdio: 'ignore', detached: true })
    const started = await new Promise<boolean>((resolve) => child.once('spawn', () => resolve(true)).once('error', () => resolve(false)))
    if (!started) continue
    child.unref()
    return
  }
  throw new Failure(`error: exec: ${JSON.stringify(browsers.join(','))}: executable file not found in $PATH`)
}
