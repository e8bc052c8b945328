/** `npm run dev`: Vite's development server with the local relay in network.json. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createServer, type Plugin } from 'vite'
import { DEFAULT_PORT, helpIfAsked, portFrom, refuseTyped, runUntilStopped, stateDir } from './environment'
import { startRelay } from './relay'
import { ROOT } from './site'

helpIfAsked(`npm run dev: Vite's development server and the relay, until stopped. Settings come from the environment:

PORT=${DEFAULT_PORT}  the port of the page
RELAY_PORT=0  the port of the relay, 0 for any that is free
STATE_DIR=.local  where the key of the relay stands`)
if (process.argv.length > 2) refuseTyped('This takes no arguments.')

const relay = await startRelay({ port: portFrom('RELAY_PORT', 0), host: '127.0.0.1', stateDir: stateDir() })

/** Here Vite writes styles into the page, which its policy forbids: without this nothing would have any. */
const stylesInPage: Plugin = {
  name: 'styles-in-page',
  transformIndexHtml: (html) => html.replace("style-src 'self'", "style-src 'self' 'unsafe-inline'"),
}

const localNetwork: Plugin = {
  name: 'local-network',
  configureServer(server) {
    server.middlewares.use('/network.json', (_request, response) => {
      void readFile(join(ROOT, 'public/network.json'), 'utf8').then((text) => {
        response.setHeader('Content-Type', 'application/json')
        response.end(JSON.stringify({ ...(JSON.parse(text) as object), relays: relay.addresses }))
      })
    })
  },
}

const server = await createServer({
  root: ROOT,
  plugins: [localNetwork, stylesInPage],
  server: { port: portFrom('PORT', DEFAULT_PORT), strictPort: true },
})
await server.listen()
console.log(`Synereo is ready at ${server.resolvedUrls?.local[0] ?? ''}`)
await runUntilStopped([{ stop: () => server.close() }, relay])
