extension Manifest {
    /// Returns the same configuration with another history.
    func with(_ vector: VersionVector) -> Manifest {
        Manifest(
            cluster: cluster, author: author, vector: vector, written: written, program: program,
            document: document, files: files)
    }
}
