import ArgumentParser
import Controller
import Document
import Files
import Glibc
import Model
import Replication

/// `ballast rollback`.
struct RollbackCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rollback",
        abstract: "Write an earlier document back into the file, as a new generation.",
        discussion: """
            Without a number, the document that was in force before the present one; if the file \
            differs from the one in force, that one. Comments are those of that time. A running \
            controller follows at once; without one, run "ballast apply". --plan shows the changes \
            that it would make, and writes nothing.

            A file whose text was never in force is not overwritten unless --discard is given. A \
            file that was removed is created, for its owner alone.

            Beside a controller, a plan with steps that may reset connections or cut the \
            administrator's session is refused without --allow-disruption.

            Exit status: 0 written, and in force if a controller runs, or unchanged; 1 nothing was \
            written, or the controller has not put it in force.
            """)

    @OptionGroup var document: DocumentOptions
    @OptionGroup var host: HostOptions
    @OptionGroup var output: OutputOptions
    @Argument(help: "Number of a generation, as in ballast history.") var number: Int?

    @Flag(help: "Show the changes that a controller or apply would make, and write nothing.")
    var plan = false

    @Flag(help: "Show the difference from the file, and write nothing.")
    var dryRun = false

    @Flag(help: "Overwrite a text that was never in force.")
    var discard = false

    @Flag(help: "Roll back although steps may reset connections or cut the session.")
    var allowDisruption = false

    @Option(name: .shortAndLong, help: "Reason of the edit. Default: rollback to generation N.")
    var message: String?

    func validate() throws {
        guard document.file != "-" else {
            throw ValidationError("rollback writes a file; standard input can't be written")
        }
    }

    func run() async throws {
        let client = StatusClient(socket: host.daemon.path)
        // Without a controller the default path is used.
        let status = try? await client.status()
        if status == nil, !plan, !dryRun { try SilentController.requireNone(host) }
        let path = document.files.first ?? status?.document.path ?? DocumentOptions.usual
        let history = GenerationStore(state: host.state)
        let (target, text) = try stopping {
            let number = try chosen(in: history, of: PathName.absolute(path))
            return (number, try history.text(of: number))
        }
        let file = DocumentFile(path: path)
        let old = try stopping { try Self.text(of: file) }
        let reading = DocumentReading(
            path: path, bytes: text, allowsPrivileged: document.allowRawPrivileged,
            identity: host.identity)
        if reading.spec == nil {
            reading.printDiagnostics()
            standardError("ballast: nothing was written: this version rejects generation \(target)")
            throw ExitCode(1)
        }
        if plan {
            _ = try await PlanCommand.show(reading, host, output)
            return
        }
        let isChanged = old != text
        if isChanged, !dryRun {
            try requireKnown(old, in: history, path, status)
            if status != nil {
                try await DisruptionGuard(isAllowed: allowDisruption, isUndone: false)
                    .requireHarmless(reading, at: path, host)
            }
            let change = FileChange(file: file, old: old ?? [], new: text)
            let lost = await change.announce(
                to: client, message ?? "rollback to generation \(target)", urgency: .rollback)
            if let lost {
                // The next controller, or apply, does not wait for a change window either.
                try stopping {
                    try DirectChanges(state: host.state, document: path).announce(lost)
                }
            }
            try stopping {
                if old == nil { try file.create(with: text) } else { try change.write() }
            }
            if let tree = DirectChanges(state: host.state, document: path).workTree {
                standardError(
                    "note: the document is in the git work tree \(tree): commit it, or the next "
                        + "checkout undoes the rollback")
            }
        }
        if isChanged, !dryRun, let status {
            try await requireForce(of: text, status.document.rejected, client, history)
        }
        try print(path, target, old ?? [], text, hasController: status != nil)
    }

    /// Waits until the controller has the text in force, and stops if it withholds it.
    ///
    /// - Parameter former: the findings about the file before.
    private func requireForce(
        of text: [UInt8], _ former: [Diagnostic], _ client: StatusClient,
        _ history: GenerationStore
    ) async throws {
        let digest = Digest(of: text)
        let begin = ContinuousClock.now
        var found: [Diagnostic] = []
        while ContinuousClock.now - begin < Self.patience {
            if history.current?.digest == digest { return }
            // A controller that ends meanwhile is reported as one that has not followed.
            found = (try? await client.status())?.document.rejected ?? []
            if !found.isEmpty, found != former { break }
            try await Task.sleep(for: .milliseconds(100))
        }
        if history.current?.digest == digest { return }
        for diagnostic in found {
            standardError("error: \(diagnostic.message) [\(diagnostic.code.rawValue)]")
            if let hint = diagnostic.hint { standardError("hint: \(hint)") }
        }
        standardError(
            "ballast: the file is written, but the controller has not put it in force: "
                + "\"ballast status\" shows the document in force")
        throw ExitCode(1)
    }

    /// The longest wait for the controller.
    private static let patience = Duration.seconds(5)

    /// Returns the text of the file; nil: there is no file.
    ///
    /// **Errors:** `FileFailure`.
    private static func text(of file: DocumentFile) throws(FileFailure) -> [UInt8]? {
        do throws(FileFailure) {
            return try file.read(regularOnly: true)
        } catch {
            if error.reason == .system(ENOENT) { return nil }
            throw error
        }
    }

    private func print(
        _ path: String, _ target: Int, _ old: [UInt8], _ new: [UInt8], hasController: Bool
    ) throws {
        let isChanged = old != new
        let words =
            !isChanged ? "unchanged" : dryRun ? "would be changed" : "changed"
        let answer = RollbackAnswer(
            document: path, generation: target, changed: isChanged, dryRun: dryRun)
        let view = View(
            answer,
            lines: {
                let difference = UnifiedDiff(
                    from: String(decoding: old, as: UTF8.self),
                    to: String(decoding: new, as: UTF8.self))
                return ["\(path): \(words), the document of generation \(target)"]
                    + (answer.dryRun ? difference.lines : [])
            })
        try view.print(json: output.json)
        if isChanged, !dryRun, !hasController, !output.json {
            standardError("note: no controller answers: it is in force after \"ballast apply\"")
        }
    }

    /// Returns the number of the generation whose text is wanted.
    private func chosen(in history: GenerationStore, of path: String) throws -> Int {
        if let number { return number }
        let place = RealPath(path)
        let good = history.generations.filter {
            place.isOf($0.path) && $0.result.state != .reverted
        }
        // A file that differs from the document in force returns to that one first.
        // A file that can't be read is reported when it is replaced.
        let file = (try? DocumentFile(path: path).read(regularOnly: true)).map { Digest(of: $0) }
        let current = good.last
        if let current, file != current.digest { return current.number }
        // An edit before another one that awaits the same confirmation is no way back.
        if current?.isUnconfirmed == true, let confirmed = history.confirmed(of: path) {
            return confirmed.number
        }
        guard let former = good.last(where: { $0.digest != current?.digest }) else {
            throw HostFailure(
                operation: "roll back", reason: "there is no earlier document in the history",
                remedy: "\"ballast history\" lists those that there are")
        }
        return former.number
    }

    /// Stops if the text of the file would be lost.
    private func requireKnown(
        _ text: [UInt8]?, in history: GenerationStore, _ path: String, _ status: Status?
    ) throws {
        guard let text else { return }
        let digest = Digest(of: text)
        guard !discard, !history.generations.contains(where: { $0.digest == digest }) else {
            return
        }
        if let gap = status.flatMap({ HistoryGap($0) }) {
            standardError("ballast: nothing was written: \(path) is not in the history")
            standardError("note: \(gap.note)")
        } else {
            standardError(
                "ballast: nothing was written: \(path) has edits that were never in force")
        }
        standardError("hint: copy the file, or overwrite it with --discard")
        throw ExitCode(1)
    }
}
