import Addresses
import ArgumentParser
import Controller
import Glibc
import Model
import Planning

/// `ballast render real-server`.
struct RealServerText: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "real-server",
        abstract: "Print the shell script that sets a real server up.",
        discussion: """
            By the forwarding of the service: virtual addresses on lo, ARP settings, a tunnel \
            device, the default gateway. The script is for root on the real server, at each boot; \
            it may run again at any time. "ballast doctor" on the real server checks the result.

            For example: ballast render real-server web/web1 | ssh root@web1 sh
            """)

    @OptionGroup var document: DocumentOptions

    @Argument(help: ArgumentHelp("The real server.", valueName: "service/server"))
    var name: ServerName

    @Option(
        help: ArgumentHelp(
            "The load balancer's address in the network of a masq server. Default: a virtual "
                + "address of that network.", valueName: "address"))
    var gateway: HostAddress?

    func run() throws {
        let spec = try DocumentReading(document, looksAtFiles: false).requireSpec(warns: false)
        guard let service = spec.services.first(where: { $0.name == name.service }) else {
            standardError("ballast: there is no layer-4 service \(name.service)")
            throw ExitCode(1)
        }
        guard let server = service.servers.first(where: { $0.name == name.server }) else {
            standardError("ballast: the service \(service.name) has no server \(name.server)")
            throw ExitCode(1)
        }
        let script = try stopping {
            try RealServerScript(
                for: spec.duty(of: server, in: service), of: spec, gateway: gateway?.address)
        }
        write(script.text, to: STDOUT_FILENO)
    }
}
