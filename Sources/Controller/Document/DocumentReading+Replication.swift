import Files
import Model
import Replication

extension DocumentReading {
    /// Warns about a document that names more files than replication sends.
    ///
    /// The node on which it is edited would use it, and the others would keep the former one.
    static func tooManyFiles(of spec: Spec, path: String) -> [Diagnostic] {
        guard spec.cluster?.replication != nil else { return [] }
        let directory = PathName.directory(of: PathName.absolute(path))
        let names = Set(spec.files.map { PathName.path(of: $0.name, in: directory) })
        let count = names.count { $0.hasPrefix("\(directory)/") }
        let limit = ManifestLimits.files
        guard count > limit else { return [] }
        return [
            Diagnostic(
                .replicationLimit, severity: .warning,
                at: DocumentPath([.key("cluster"), .key("replication")]),
                "the document names \(count) files, and replication sends \(limit): other nodes "
                    + "do not get it",
                hint: "put certificates into fewer files, or keep files outside of \(directory)")
        ]
    }
}
