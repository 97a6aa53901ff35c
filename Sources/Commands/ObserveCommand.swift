import ArgumentParser
import Glibc
import HAProxy
import Model
import Proxies

/// `ballast observe`.
struct ObserveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "observe",
        abstract: "Show the state of the host: IPVS, addresses, settings, sync daemons.",
        discussion: """
            It reads no document and changes nothing, but the kernel may load the module ip_vs \
            for it, as for plan.

            With --json, all that "ballast plan --host FILE" needs to plan for this host on \
            another machine: the objects of other programs too, the ledger, and the results of \
            the checks where a controller runs. It has addresses of servers, and no secrets.

            Exit status: 0; 1 when a part could not be read, which is then named in the output.
            """)

    @OptionGroup var place: PlaceOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let listening = place.proxies(of: DocumentOptions.usual).worker.listeners
        var site = try Site(
            state: place.state, await place.daemon.knowledge(), listening: listening)
        let record = try stopping { try site.record() }
        if output.json {
            try printJSON(record)
        } else {
            let lines = HostText(record, Layout.output()).lines
            write(lines.joined(separator: "\n") + "\n", to: STDOUT_FILENO)
        }
        if !record.failures.isEmpty { throw ExitCode(1) }
    }
}
