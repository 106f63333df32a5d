// Preloaded into a program's main process: tells on standard output when its window has drawn the button that a student
// presses first. Both programs of a comparison are watched by this same code, and neither knows of it.
'use strict'
const { app } = require('electron')

const untilDrawn = `new Promise((resolve) => {
  const isThere = (button) =>
    button.textContent.trim() === 'Start practice classroom' && !button.disabled && button.getClientRects().length > 0
  const look = () =>
    [...document.querySelectorAll('button')].some(isThere)
      // The frame in which it was found, and the one that shows it.
      ? requestAnimationFrame(() => requestAnimationFrame(() => resolve(Date.now())))
      : requestAnimationFrame(look)
  look()
})`

app.once('web-contents-created', (_event, contents) => {
  contents.once('dom-ready', () => {
    contents.executeJavaScript(untilDrawn).then((time) => process.stdout.write(`interactive ${time}\n`))
  })
})
