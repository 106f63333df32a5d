import { join, normalize, sep } from 'node:path'

/** The file under `root` that a request asks for; null for another host, another method or a path that leads outside. */
export function fileFor(request: { url: string; method: string }, host: string, root: string): string | null {
  const url = new URL(request.url)
  if (url.host !== host || request.method !== 'GET') return null
  let path: string
  try {
    path = decodeURIComponent(url.pathname)
  } catch {
    return null
  }
  if (path.includes('\0')) return null
  const file = normalize(join(root, path === '/' ? 'index.html' : path))
  return file.startsWith(root + sep) ? file : null
}
