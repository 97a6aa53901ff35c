/// A file that a restore writes, with its contents beside it until it has its name.
struct RestoredFile: Sendable, Hashable, Codable {
    /// The absolute path, without links.
    let target: String
    /// The path of the new contents, in the same directory.
    let temporary: String
    /// The permissions.
    let mode: UInt32
}
