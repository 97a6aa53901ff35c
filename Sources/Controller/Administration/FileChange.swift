import Document
import Model

/// A change of a document that a command writes.
package struct FileChange {
    /// The file.
    package let file: DocumentFile
    /// The text that the file must have.
    package let old: [UInt8]
    /// The next text.
    package let new: [UInt8]

    /// Creates a change.
    package init(file: DocumentFile, old: [UInt8], new: [UInt8]) {
        self.file = file
        self.old = old
        self.new = new
    }

    /// Writes the file, unless another program has changed it.
    ///
    /// **Errors:** `FileFailure`.
    package func write() throws(FileFailure) {
        try file.replace(expecting: old, with: new)
    }
}
