// Plays the part of Electron's default_app.asar, which the carried runtime lacks: loads the application that the command
// line names. Compare electron/electron, default_app/main.ts.
'use strict'
const { existsSync, readFileSync } = require('node:fs')
const Module = require('node:module')
const path = require('node:path')
const { app } = require('electron')

/**
 * @param {readonly string[]} args
 * @returns {{ modules: string[], version: boolean, application: string | undefined }}
 */
function parse(args) {
  const modules = []
  for (let index = 0; index < args.length; index++) {
    const arg = args[index] ?? ''
    if (arg === '--version' || arg === '-v') return { modules, version: true, application: undefined }
    if (arg === '--require' || arg === '-r') modules.push(args[++index] ?? fail(`Usage: electron ${arg} MODULE APPLICATION`))
    else if (arg.startsWith('--app=')) return { modules, version: false, application: arg.slice('--app='.length) }
    else if (!arg.startsWith('-')) return { modules, version: false, application: arg }
  }
  return { modules, version: false, application: undefined }
}

/** @param {string} directory */
function adoptPackage(directory) {
  const file = path.join(directory, 'package.json')
  if (!existsSync(file)) return
  const { version, productName, name, desktopName } = JSON.parse(readFileSync(file, 'utf8'))
  if (version) app.setVersion(version)
  app.name = productName ?? name ?? app.name
  app.setDesktopName(desktopName ?? `${app.name}.desktop`)
}

/** @param {string} given */
function loadApplication(given) {
  const application = path.resolve(given)
  Object.defineProperty(process, 'defaultApp', { configurable: false, enumerable: true, value: true })
  let file
  try {
    adoptPackage(application)
    file = Module._resolveFilename(application, null, true)
  } catch (error) {
    fail(`Unable to find Electron app at ${application}\n\n${/** @type {Error} */ (error).message}`)
  }
  app.setAppPath(existsSync(path.join(application, 'package.json')) ? application : path.dirname(file))
  Module._load(file, module, true)
}

/**
 * @param {string} message
 * @returns {never}
 */
function fail(message) {
  console.error(message)
  process.exit(1)
}

const { modules, version, application } = parse(process.argv.slice(1))
if (version) {
  console.log(`v${process.versions.electron}`)
  process.exit(0)
}
if (application === undefined) fail('Usage: electron [--require MODULE] APPLICATION [ARGUMENTS]')
Module._preloadModules(modules)
loadApplication(application)
