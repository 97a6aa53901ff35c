import Files
import Model

extension DocumentReading {
    /// Warns about the files of blocklists that are of no use.
    ///
    /// They must not stop load balancing: the networks that are in force stay.
    static func blocklistDiagnostics(of spec: Spec, in document: String) -> [Diagnostic] {
        (spec.firewall?.blocklists ?? []).enumerated().compactMap { index, list in
            let place = DocumentPath([.key("firewall"), .key("blocklists"), .index(index)])
            let path = PathName.path(of: list.file, in: PathName.directory(of: document))
            guard let fault = fault(of: path, by: document) else { return nil }
            return Diagnostic(
                .blocklistFile, severity: .warning, at: place.key("file"), "\(path): \(fault)",
                hint: "until it is mended, the networks that are in force stay")
        }
    }

    private static func fault(of path: String, by document: String) -> String? {
        do {
            return BlocklistText(
                try TrustedFile.named(path, by: document).read(limit: fileLimit)
            ).fault
        } catch {
            return "\(error)"
        }
    }

    /// The largest file.
    ///
    /// **Unit:** bytes.
    private static let fileLimit = 64 << 20
}

extension Spec {
    /// Resolves the files of blocklists, which are relative to the document.
    mutating func placeBlocklists(beside document: String) {
        let directory = PathName.directory(of: document)
        for index in (firewall?.blocklists ?? []).indices {
            let file = firewall?.blocklists[index].file ?? ""
            firewall?.blocklists[index].path = PathName.path(of: file, in: directory)
        }
    }
}
