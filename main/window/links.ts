/**
 * Whether an address may be handed to the desktop's browser: https anywhere, plain http only on this computer (a practice console may serve
 * it), and never with a name and password inside, which would tell the browser's history a secret.
 */
export function isSafeToOpen(address: string): boolean {
  let url: URL
  try {
    url = new URL(address)
  } catch {
    return false
  }
  if (url.username !== '' || url.password !== '') return false
  if (url.protocol === 'https:') return true
  return url.protocol === 'http:' && ['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname)
}
