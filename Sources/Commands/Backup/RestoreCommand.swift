import ArgumentParser
import Controller
import Document
import Files
import Glibc
import Model
import Planning

/// `ballast restore`.
struct RestoreCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore",
        abstract: "Bring a backup back: the document, the files that it names, and its history.",
        discussion: """
            The archive is verified before anything is written. With a passphrase it must have the \
            seal that only the passphrase makes; without one, anyone who had the archive could \
            have changed it. Then all files are the new ones \
            or all are the old ones, also after a crash. The replaced files are in replaced.tar of \
            the state directory, and a backup of the former document in before-restore.tar. A host \
            with a history keeps its own. A running controller follows at once, as after any edit; \
            without one, run "ballast apply".

            Beside a controller, a plan with steps that may reset connections or cut the \
            administrator's session is refused without --allow-disruption.

            With --confirm, the former document is in force again unless "ballast confirm" \
            follows; the other files stay.

            Exit status: 0 written or unchanged; 1 nothing was written, or not yet everything, \
            as the error says.
            """)

    @OptionGroup var document: DocumentOptions
    @OptionGroup var host: HostOptions
    @OptionGroup var passphrase: PassphraseOptions
    @OptionGroup var output: OutputOptions
    @Argument(help: "The archive.") var file: String

    @Flag(help: "Show the files and their differences, and write nothing.")
    var list = false

    @Flag(help: "Show the changes that a controller or apply would make, and write nothing.")
    var plan = false

    @Option(
        help: ArgumentHelp(
            "Undo the edit unless \"ballast confirm\" follows within this time, 1s...1d.",
            valueName: "time"))
    var confirm: TimeArgument?

    @Option(name: .shortAndLong, help: "Reason of the edit. Default: restore FILE.")
    var message: String?

    @Flag(help: "Also write files outside of the document's directory, which --list shows.")
    var outside = false

    @Flag(
        help: """
            Read an archive without a seal although it has a passphrase: one of an earlier \
            version. Anyone could have changed it.
            """)
    var allowUnsealed = false

    @Flag(help: "Remove more services or servers than safety.maxRemoval allows.")
    var allowRemoval = false

    @Flag(help: "Restore although steps may reset connections or cut the session.")
    var allowDisruption = false

    func run() async throws {
        let restoration = Restoration(state: host.state)
        if list || plan {
            if restoration.isUnderway {
                standardError("note: an interrupted restore is not complete, and is left so")
            }
        } else {
            _ = try stopping { try restoration.rollForward() }
        }
        let restored = try stopping { try self.restored() }
        let answer = RestoreAnswer(restored, dryRun: list)
        if list { return try print(answer) }
        guard restored.reading.spec != nil else {
            restored.reading.printDiagnostics()
            throw refusal("this version or this host rejects the document of the backup")
        }
        if plan {
            _ = try await PlanCommand.show(restored.reading, host, output)
            return
        }
        let client = StatusClient(socket: host.daemon.path)
        // Without a controller, the next one finds an edit of the file.
        let followed = (try? await client.status())?.document.path
        if followed == nil { try SilentController.requireNone(host) }
        try requireAllowed(restored, followed)
        if let followed, restored.changesDocument {
            try await DisruptionGuard(isAllowed: allowDisruption, isUndone: confirm != nil)
                .requireHarmless(restored.reading, at: followed, host)
        }
        if answer.changed {
            try await printed {
                try keepFormer(of: restored)
                try await Restoration(state: host.state).replace(restored.written) {
                    if restored.changesDocument {
                        try await announce(restored, to: followed == nil ? nil : client)
                    }
                }
            }
        }
        try print(answer)
        if answer.changed, followed == nil {
            standardError("note: no controller answers: it is in force after \"ballast apply\"")
        }
    }

    /// **Errors:** those of the archive, and of a file that may not be written.
    private func restored() throws -> RestorePlan {
        var facts = stat()
        if stat(file, &facts) == 0, facts.st_size > Backup.limit {
            throw HostFailure(
                operation: "use the backup \(file)",
                reason: "it has \(facts.st_size) bytes, and the limit is \(Backup.limit) (1 GiB)")
        }
        let archive = try DocumentFile(path: file).read(regularOnly: true, beyond: Backup.limit)
        let backup = try Backup(
            archive: archive, title: file, requiresSeal: passphrase.passphraseFile != nil,
            allowsUnsealed: allowUnsealed
        ) {
            try passphrase.secret(of: file)
        }
        return try RestorePlan(
            backup, document: document.files.first, state: host.state
        ) { path, bytes in
            DocumentReading(
                path: path, bytes: bytes, allowsPrivileged: document.allowRawPrivileged,
                identity: host.identity)
        }
    }

    /// Stops before an edit that is no edit of the controller's document, or that removes too much.
    private func requireAllowed(_ restored: RestorePlan, _ followed: String?) throws {
        if document.files.isEmpty, followed == nil, restored.document != DocumentOptions.usual {
            throw refusal(
                "the archive has the document \(restored.document.clean), which is not the "
                    + "usual one",
                "if it belongs there: -f \(restored.document.clean)")
        }
        if !outside, let first = restored.outside.first {
            let others = restored.outside.count - 1
            throw refusal(
                "the archive has files outside of the document's directory: \(first.clean)"
                    + (others > 0 ? " and \(others) more" : ""),
                "--list shows them; if you know the archive: --outside")
        }
        if let followed, followed != restored.document {
            throw refusal(
                "the controller follows \(followed)", "restore to it with -f \(followed)")
        }
        if confirm != nil {
            guard followed != nil else {
                throw refusal(
                    "there is no controller that could undo the edit",
                    "restore without --confirm, then run ballast apply --confirm")
            }
            guard restored.changesDocument else {
                throw refusal("the document is the same, and other files are not undone")
            }
        }
        let changes = DirectChanges(state: host.state, document: restored.document)
        let former = changes.earlier.flatMap {
            DocumentReading(path: restored.document, bytes: $0, allowsPrivileged: true).spec
        }
        guard !allowRemoval, let former, let spec = restored.reading.spec,
            let removed = Removal(from: former, to: spec).excess(over: former.safety.removal)
        else { return }
        throw refusal(
            "the edit removes \(removed), and one edit may remove \(former.safety.removal) "
                + "[\(DiagnosticCode.removalLimit.rawValue)]",
            "if that is meant: --allow-removal")
    }

    private func refusal(_ reason: String, _ hint: String? = nil) -> ExitCode {
        standardError("ballast: nothing was written: \(reason)")
        if let hint { standardError("hint: \(hint)") }
        return ExitCode(1)
    }

    /// Keeps the former document as a backup, and each replaced file, which the former document
    /// need not name.
    private func keepFormer(of restored: RestorePlan) throws {
        let replaced = try restored.replaced()
        if !replaced.isEmpty {
            try OwnDirectory(path: host.state).make()
            try writeAtomically(
                replaced.flatMap { TarArchive.encoded($0, time: wallClock() / 1000) }
                    + TarArchive.end,
                to: host.state + "/replaced.tar")
            standardError(
                "note: the \(counted(replaced.count, "file")) that it replaces: "
                    + "\(host.state)/replaced.tar")
        }
        guard isThere(restored.document) else { return }
        let (backup, _) = try BackupSource(
            document: restored.document, state: host.state, program: BallastCommand.version
        ).backup()
        try OwnDirectory(path: host.state).make()
        try writeAtomically(try backup.archive(), to: host.state + "/before-restore.tar")
        standardError("note: a backup of the former document: \(host.state)/before-restore.tar")
    }

    /// Announces the edit to the controller, or to the next one; it returns to an earlier document,
    /// and so does not wait for a change window.
    ///
    /// - Parameter client: the running controller; nil: none.
    private func announce(_ restored: RestorePlan, to client: StatusClient?) async throws {
        let others = restored.written.map(\.target).filter { $0 != restored.files.last?.path }
        var reason = message ?? "restore \(file)"
        if confirm != nil, !others.isEmpty {
            let names = others.prefix(3).joined(separator: ", ")
            let stays =
                "after an undo these files stay: \(names)"
                + (others.count > 3 ? " and \(others.count - 3) more" : "")
            standardError("note: \(stays)")
            reason += "; \(stays)"
        }
        var announcement = ChangeAnnouncement(of: restored.backup.document, message: reason)
        announcement.time = confirm?.duration
        announcement.allowsRemoval = allowRemoval
        announcement.urgency = .rollback
        guard let client else {
            return try DirectChanges(state: host.state, document: restored.document)
                .announce(announcement)
        }
        let answer: AnnouncementAnswer = try await client.post(
            announcement.path, within: .seconds(10))
        if let failure = answer.failure {
            throw HostFailure(operation: "restore \(file)", reason: failure)
        }
    }

    private func print(_ answer: RestoreAnswer) throws {
        let count = answer.files.count { $0.state == .new || $0.state == .changed }
        let change = answer.changed ? "\(counted(count, "file")) written" : "unchanged"
        let view = View(
            answer,
            lines: {
                list ? answer.lines(Layout.output()) : ["\(answer.document): \(change)"]
            })
        try view.print(json: output.json)
    }

    private func printed(_ work: () async throws -> Void) async throws {
        do { try await work() } catch { throw Commands.printed(error) }
    }
}
