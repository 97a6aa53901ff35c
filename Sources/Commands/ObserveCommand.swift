import ArgumentParser
import Glibc
import HAProxy
import Model
import Proxies

/// `ballast observe`.
struct ObserveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "observe",
        abstract: "Show the state of the host: IPVS, addresses, network, settings, sync daemons.",
        discussion: """
            Reads no document and changes nothing; the kernel may load the module ip_vs, as for \
            plan.

            With --json, the output is the input of "ballast plan --host FILE" on another \
            machine. It includes the objects of other programs, the ledger, and the results of \
            checks if a controller runs. It contains addresses, and no secrets.

            Exit status: 0 shown; 1 a part could not be read, and the output names it.
            """)

    @OptionGroup var place: PlaceOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let listening = place.proxies(of: DocumentOptions.usual).worker.listeners
        var target = try HostSession(
            state: place.state, await place.daemon.knowledge(), listening: listening)
        let record = try stopping { try target.record() }
        try View(record, lines: { HostText(record, Layout.output()).lines })
            .print(json: output.json)
        if !record.failures.isEmpty { throw ExitCode(1) }
    }
}
