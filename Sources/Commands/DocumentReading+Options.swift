import Controller
import Document
import Glibc
import Planning

extension DocumentReading {
    /// The document of a command.
    ///
    /// - Parameters:
    ///   - looksAtFiles: whether the files that it names must exist.
    ///   - judgesFiles: whether a file that is of no use is an error.
    ///   - identity: the names of the host that must be a node; nil: any host.
    ///   - state: the state directory of the controller.
    init(
        _ options: DocumentOptions, looksAtFiles: Bool = true, judgesFiles: Bool = false,
        identity: NodeIdentity? = nil, state: String = PlaceOptions.usualState
    ) {
        // Files that it names by relative paths are looked for in the current directory.
        if options.file == "-" {
            do {
                let bytes = try DocumentFile(path: "/dev/stdin").read()
                self.init(
                    path: "-", bytes: bytes, looksAtFiles: looksAtFiles, judgesFiles: judgesFiles,
                    allowsPrivileged: options.allowRawPrivileged, identity: identity)
            } catch {
                self.init(path: "-", failure: error)
            }
            return
        }
        self.init(
            path: options.file, looksAtFiles: looksAtFiles, judgesFiles: judgesFiles,
            allowsPrivileged: options.allowRawPrivileged, identity: identity)
        guard spec == nil, access(options.file, F_OK) != 0, errno == ENOENT else { return }
        let place = ReplicationPlace(
            document: options.file, state: state, node: identity?.name,
            version: BallastCommand.version)
        if let wait = place.firstDocumentWait { note(wait) }
    }
}
