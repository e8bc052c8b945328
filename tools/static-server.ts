/** Serves a folder as any static host would: no rewriting, no state. */
import { readFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import sirv from 'sirv'
import { HEADERS_FILE, readHeaders } from './header-build.ts'

export interface StaticServerInit {
  readonly folder: string
  /** 0 for any free port. */
  readonly port: number
  /** Where the site lies on the host, as `/some/path/`; `/` unless told. */
  readonly basePath?: string
  /** Served in place of the folder's own network.json. */
  readonly networkJson?: unknown
  /** Whether files change while they are served; otherwise their sizes are looked up once. */
  readonly isChanging?: boolean
  /** Whether `x.js.gz` beside `x.js` is sent to whoever takes it. */
  readonly hasGzipped?: boolean
  /** Like a host that does not read `_headers`. */
  readonly ignoresHeaders?: boolean
}

export interface StaticServer {
  readonly url: string
  stop(): Promise<void>
}

/** Rejects with the system's error (EADDRINUSE) when the port is taken. */
export async function serveFolder(init: StaticServerInit): Promise<StaticServer> {
  const basePath = init.basePath ?? '/'
  const headers = init.ignoresHeaders === true ? '' : await headersIn(init.folder)
  const files = sirv(init.folder, {
    etag: true,
    dev: init.isChanging ?? false,
    gzip: init.hasGzipped ?? false,
    setHeaders(response, path) {
      const isHashed = path.startsWith('/assets/')
      response.setHeader('Cache-Control', isHashed ? 'public, max-age=31536000, immutable' : 'no-cache')
      for (const [name, value] of readHeaders(headers)) response.setHeader(name, value)
    },
  })
  const server = createServer((request, response) => {
    const [path = '/'] = (request.url ?? '/').split('?')
    if (!path.startsWith(basePath)) {
      response.writeHead(404).end()
      return
    }
    if (init.networkJson !== undefined && path === `${basePath}network.json`) {
      response.writeHead(200, { 'Content-Type': 'application/json', 'Cache-Control': 'no-cache' })
      response.end(JSON.stringify(init.networkJson))
      return
    }
    request.url = `/${path.slice(basePath.length)}`
    files(request, response, () => {
      response.writeHead(404).end()
    })
  })
  await listen(server, init.port)
  const { port } = server.address() as AddressInfo
  return {
    url: `http://localhost:${port}${basePath}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** Empty for a folder that has none, as while the page is developed. */
function headersIn(folder: string): Promise<string> {
  return readFile(join(folder, HEADERS_FILE), 'utf8').catch(() => '')
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    // Without a host name Node listens on IPv6 and IPv4 alike, so that `localhost` works either way.
    server.listen(port, resolve)
  })
}
