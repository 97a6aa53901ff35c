import ArgumentParser
import Files
import Glibc
import Model

/// `ballast support`.
struct SupportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "support",
        abstract: "Write an archive for people who help: state, document, logs, kernel tables.",
        discussion: """
            The archive (tar.gz) has the status and the latest events, the document and HAProxy's \
            configuration, the findings of validate and doctor, what ip, ipvsadm and iptables \
            show, and the end of the log. Passwords, secrets, keys, tokens and hashes are removed; \
            addresses and names stay. It works without a controller: its README lists what is \
            missing. FILE - is standard output. Look through it before it leaves the house.

            Exit status: 0 written; 1 nothing was written.
            """)

    @OptionGroup var options: StateOptions

    @Argument(help: "The archive, which must not exist. Default: named by host and time.")
    var file: String?

    func run() async throws {
        let time = wallClock()
        let stamp = String(
            timestamp(time).prefix(19).map { $0 == ":" ? "-" : $0 })
        let folder = "ballast-support-\(hostName())-\(stamp)"
        let path = file ?? "\(folder).tar.gz"
        if path != "-", access(path, F_OK) == 0 {
            throw printed(
                HostFailure(
                    operation: "write \(path)", reason: "it exists", remedy: "name another file"))
        }
        let document = await options.path()
        let socket = options.daemon.path
        var reading = SupportReading(
            StatusClient(socket: socket), document: document, state: options.state)
        let archive = await reading.archive(
            of: SupportTopic.all(
                document: document, state: options.state, runtime: options.daemon.runtime,
                socket: socket), folder: folder)
        let head = [
            "Ballast \(BallastCommand.version) on \(hostName()), \(timestamp(time))",
            "Secrets are replaced by ***. A file has at most \(SupportArchive.limit) bytes.",
        ]
        let bytes = archive.bytes(head: head, time: time / 1_000)
        guard path != "-" else { return write(bytes, to: STDOUT_FILENO) }
        do throws(HostFailure) {
            let former = umask(0o077)
            defer { umask(former) }
            try writeAtomically(bytes, to: PathName.absolute(path))
        } catch {
            throw printed(error)
        }
        write(
            "\(path): \(counted(archive.members.count + 1, "file")), \(bytes.count) bytes\n",
            to: STDOUT_FILENO)
        standardError(
            "note: secrets are removed; addresses, names and log lines are in it: look through it")
    }
}
