const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (letter) => escapes[letter] ?? letter)
}

const style = `
  :root { color-scheme: light dark; }
  body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 3rem auto; padding: 0 1rem; }
  h1 { font-size: 1.4rem; } h2 { font-size: 1.1rem; margin-top: 2rem; }
  table { border-collapse: collapse; } th, td { text-align: left; padding: .2rem 1.5rem .2rem 0; }
  label { display: block; margin: .8rem 0; } input { font: inherit; display: block; padding: .3rem .5rem; }
  button { font: inherit; padding: .4rem 1.2rem; } pre { padding: .8rem; border: 1px solid #8888; overflow-x: auto; }
  [role=alert] { color: #c9190b; font-weight: 600; } small { opacity: .75; }
`

/** A whole page around `body`, which is trusted: everything foreign in it has to be escaped already. */
export function page(title: string, body: string): string {
  return `<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>${escapeHtml(title)}</title><style>${style}</style></head>
<body>
${body}
</body></html>
`
}

const reasons: Record<string, string> = {
  access_denied: 'Invalid login or password. Please try again.',
  token_expired: 'Could not check CSRF token. Please try again.',
}

export function loginPage(then: string, csrf: string, reason: string): string {
  const told = reasons[reason]
  return page(
    'Log in · Practice classroom',
    `<h1>Log in to the practice classroom</h1>
${told === undefined ? '' : `<p role="alert">${escapeHtml(told)}</p>`}
<form action="/login" method="POST">
<input type="hidden" name="then" value="${escapeHtml(then)}"><input type="hidden" name="csrf" value="${escapeHtml(csrf)}">
<label>Username <input name="username" autocomplete="username" autofocus></label>
<label>Password <input name="password" type="password" autocomplete="current-password"></label>
<button type="submit">Log in</button>
</form>`,
  )
}

export function displayFormPage(code: string, csrf: string): string {
  return page(
    'Display token · Practice classroom',
    `<form action="/oauth/token/display" method="POST">
<input type="hidden" name="code" value="${escapeHtml(code)}"><input type="hidden" name="csrf" value="${escapeHtml(csrf)}">
<button type="submit">Display Token</button>
</form>`,
  )
}

export function tokenPage(token: string, apiUrl: string): string {
  return page(
    'Your API token · Practice classroom',
    `<h1>Your API token is</h1>
<pre><code>${escapeHtml(token)}</code></pre>
<h2>Log in with this token</h2>
<pre>oc login <span>--token=${escapeHtml(token)}</span> <span>--server=${escapeHtml(apiUrl)}</span></pre>
<h2>Use this token directly against the API</h2>
<pre>curl <span>-H "Authorization: Bearer ${escapeHtml(token)}"</span> <span>"${escapeHtml(apiUrl)}/apis/user.openshift.io/v1/users/~"</span></pre>
<p><a href="/oauth/token/request">Request another token</a></p>`,
  )
}

export function tokenErrorPage(message: string): string {
  return page('Error · Practice classroom', `<p role="alert">Error getting token</p><pre>${escapeHtml(message)}</pre><p><a href="/oauth/token/request">Request another token</a></p>`)
}

export function implicitText(issuer: string): string {
  return `You have reached this page by following a redirect Location header from an OAuth authorize request.

If a response_type=token parameter was passed to the /authorize endpoint, that requested an
"Implicit Grant" OAuth flow (see https://tools.ietf.org/html/rfc6749#section-4.2).

That flow requires the access token to be returned in the fragment portion of a redirect header.
Rather than following the redirect here, you can obtain the access token from the Location header
(see https://tools.ietf.org/html/rfc6749#section-4.2.2):

  1. Parse the URL in the Location header and extract the fragment portion
  2. Parse the fragment using the "application/x-www-form-urlencoded" format
  3. The access_token parameter contains the granted OAuth access token

The token can also be seen at ${issuer}/oauth/token/request
`
}
