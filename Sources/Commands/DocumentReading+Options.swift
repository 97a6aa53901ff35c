import Controller
import Document

extension DocumentReading {
    /// The document of a command.
    ///
    /// - Parameter judgesFiles: whether a file that is of no use is an error.
    init(_ options: DocumentOptions, judgesFiles: Bool = false) {
        // Files that it names by relative paths are looked for in the current directory.
        if options.file == "-" {
            do {
                let bytes = try DocumentFile(path: "/dev/stdin").read()
                self.init(
                    path: "-", bytes: bytes, looksAtFiles: true, judgesFiles: judgesFiles,
                    allowsPrivileged: options.allowRawPrivileged)
            } catch {
                self.init(path: "-", failure: error)
            }
            return
        }
        self.init(
            path: options.file, judgesFiles: judgesFiles,
            allowsPrivileged: options.allowRawPrivileged)
    }
}
