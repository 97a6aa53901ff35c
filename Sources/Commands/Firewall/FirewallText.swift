import Addresses
import ArgumentParser
import Controller
import Glibc
import Model
import Planning

/// `ballast render iptables`.
struct FirewallText: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "iptables",
        abstract: "Print the firewall rules of the document.",
        discussion: """
            The output is the input of "iptables-restore --noflush", for a host without rules of \
            Ballast. "ballast apply" and "ballast run" load them themselves.
            """)

    @OptionGroup var document: DocumentOptions

    @Option(help: "The address family: ipv4 or ipv6.")
    var family = AddressFamily.ipv4

    func run() throws {
        let spec = try DocumentReading(document).requireSpec()
        let rules = spec.firewallRules(family)
        let text =
            rules.count > 0
            ? rules.restoration(from: nil)
            : "# The document has no \(family.rawValue) firewall rules.\n"
        write(text, to: STDOUT_FILENO)
    }
}

extension AddressFamily: ExpressibleByArgument {}
