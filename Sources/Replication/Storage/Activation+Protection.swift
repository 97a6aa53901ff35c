import Model

extension Activation {
    /// Returns the paths of files that a generation does not have any more.
    func removals(_ manifest: Manifest, _ expected: [String: Set<Digest>]) -> [String] {
        let kept = Set(manifest.files.map(\.path))
        return expected.keys.filter { !$0.isEmpty && !kept.contains($0) }.sorted()
    }

    /// Throws before the first change if a file can't be replaced or removed, because the failure
    /// of a later one would leave the files of two generations.
    func requireUnprotected(
        _ paths: [String], in root: borrowing TreeRoot
    ) throws(ActivationFailure) {
        for path in paths {
            guard
                let attribute = try host({ () throws(HostFailure) in
                    try root.protection(of: path)
                })
            else { continue }
            throw .host(
                HostFailure(
                    operation: "replace \(directory)/\(path)",
                    reason: "it or its directory is \(attribute.name)",
                    remedy: "chattr -\(attribute.flag) it"))
        }
    }
}
