import ArgumentParser
import Files
import Glibc
import Model

/// `ballast snmp`.
struct SNMPCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "snmp",
        abstract: "Answer net-snmp's snmpd: services, servers, traffic, timeouts, sync daemons.",
        discussion: """
            For a line of snmpd.conf: pass_persist .1.3.6.1.4.1.8225.4711 /usr/sbin/ballast snmp. \
            It reads requests from standard input until its end. Values are at most five seconds \
            old. Without a controller there are none.

            Exit status: 0 the input has ended.
            """)

    @OptionGroup var daemon: DaemonOptions

    /// The age at which values are read again.
    private static let age = Duration.seconds(5)

    func run() async throws {
        let client = StatusClient(socket: daemon.path)
        var table = ObjectTable([])
        var read: ContinuousClock.Instant?
        while let request = PassRequest.read({ readLine() }) {
            switch request {
            case .get, .next:
                if read.map({ ContinuousClock.now - $0 > Self.age }) ?? true {
                    table = await Self.table(from: client)
                    read = ContinuousClock.now
                }
            case .ping, .set, .unknown: break
            }
            let lines = await request.answer(from: table)
            write(lines.map { $0 + "\n" }.joined(), to: STDOUT_FILENO)
        }
    }

    private static func table(from client: StatusClient) async -> ObjectTable {
        // snmpd reports objects that are missing; the command's own errors have no reader.
        guard let status = try? await client.status() else { return ObjectTable([]) }
        let text = readText("/proc/net/ip_vs", limit: 4096) ?? ""
        var kernel = LVSObjects.Kernel(version: LVSObjects.Kernel.version(in: text))
        if kernel.version != nil, var host = try? CommandHost.open() {
            kernel.timeouts =
                (try? host.observe(.everything))?.timeouts
        }
        return LVSObjects.table(of: status, kernel)
    }
}
