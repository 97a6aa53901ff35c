import Addresses
import Glibc
import HAProxy

// haproxy-bench FOLDER PORT: brings edits to an HAProxy until it is killed, five weights for each
// reload, and prints a line for each that was done.
let arguments = CommandLine.arguments
guard arguments.count == 3 else {
    print("usage: haproxy-bench FOLDER PORT")
    exit(2)
}
let settings = WorkerSettings(
    folder: arguments[1], hardStop: .seconds(5), spacing: .milliseconds(50))
let port = arguments[2]

/// A configuration that answers by itself, with one server whose weight is edited.
func configuration(_ answer: String, weight: Int) -> WorkerConfiguration {
    let server = WantedServer(
        backend: "b", name: "s1",
        endpoint: Endpoint(.v4(IPv4Address(rawValue: 0x7f00_0001)), port: 9),
        weight: weight)
    let frame = """
        defaults
            mode http
            timeout connect 1s
            timeout client 5s
            timeout server 5s
            load-server-state-from-file global
        frontend f
            bind 127.0.0.1:\(port)
            http-request return status 200 content-type text/plain string \(answer)
            default_backend b
        backend b
            balance roundrobin
        """
    let structure = Structure(frame: frame, servers: [server])
    let lines = settings.globalLines(structure).map { "    \($0)\n" }.joined()
    return WorkerConfiguration(
        text: "global\n\(lines)\(frame)\n    server s1 \(server.endpoint) weight \(weight)\n",
        proxies: WantedProxies(structure: structure, servers: [server]))
}

let (events, continuation) = AsyncStream.makeStream(of: WorkerEvent.self)
let master = HAProxyMaster(settings) { continuation.yield($0) }
let running = Task { await master.run() }
var turn = 0
@MainActor func edit() async {
    turn += 1
    let reload = turn / 6
    await master.want(configuration("p\(getpid())-\(reload)", weight: turn % 6 + 1))
}
await edit()
for await event in events {
    switch event {
    case .started: print("start")
    case .adopted: print("adopted")
    case .reloaded: print("reload")
    case .changed: print("change")
    case .refused(let words), .failed(let words): print("failed \(words)")
    case .ended: print("ended")
    }
    fflush(nil)
    if case .adopted = event { continue }
    await edit()
}
