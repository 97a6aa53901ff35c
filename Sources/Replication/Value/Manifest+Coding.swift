extension Manifest {
    /// The encoded form: lines of a word and its values.
    ///
    /// A path or a name is the last value of its line, because it can have spaces.
    public func encoded() -> [UInt8] {
        var text = """
            \(Self.word) \(Self.format)
            cluster \(cluster)
            author \(author)
            written \(written)
            program \(program)

            """
        for (key, count) in vector.counts.sorted(by: { Self.precedes($0.key, $1.key) }) {
            text += "vector \(count) \(key)\n"
        }
        text += "document \(Self.fields(of: document))\n"
        for file in files { text += "file \(Self.fields(of: file)) \(file.path)\n" }
        return Array(text.utf8)
    }

    /// The digest of the document and the files alone.
    ///
    /// Two manifests with equal contents are the same configuration, whatever their history is.
    public var contents: Digest {
        var text = "ballast-contents\ndocument \(Self.fields(of: document))\n"
        for file in files { text += "file \(Self.fields(of: file)) \(file.path)\n" }
        return Digest(of: text.utf8)
    }

    /// Parses and checks the encoded form.
    ///
    /// **Errors:** ``ManifestRefusal``: anything but the form that ``encoded()`` returns, or more
    /// than the limits.
    public init(encoded bytes: [UInt8], rule: PathRule) throws(ManifestRefusal) {
        guard bytes.count <= ManifestLimits.manifest else {
            throw .limit("its manifest has more than \(ManifestLimits.manifest >> 20) MiB")
        }
        var lines = ManifestLines(bytes)
        let format = try lines.integer(Self.word)
        guard format == Self.format else {
            guard format > Self.format else { throw lines.malformed }
            throw .laterFormat(format)
        }
        cluster = try lines.text("cluster")
        author = try lines.text("author")
        written = Int64(try lines.integer("written"))
        program = try lines.text("program")
        guard cluster.isEmpty || NodeName.isValid(cluster), NodeName.isValid(author),
            NodeName.isValid(program)
        else { throw lines.malformed }
        var counts: [String: UInt64] = [:]
        while lines.isNext("vector") {
            let (count, key) = try lines.count("vector")
            guard NodeName.isValid(key), counts.updateValue(count, forKey: key) == nil else {
                throw lines.malformed
            }
            guard counts.count <= VersionVector.limit else {
                throw .limit("its history has more than \(VersionVector.limit) nodes")
            }
        }
        vector = VersionVector(counts)
        document = try lines.entry("document", hasPath: false)
        var files: [Entry] = []
        while lines.isNext("file") {
            files.append(try lines.entry("file", hasPath: true))
            guard files.count <= ManifestLimits.files else {
                throw .limit("it has more than \(ManifestLimits.files) files")
            }
        }
        guard lines.isAtEnd else { throw lines.malformed }
        self.files = files
        try check(rule)
        // One generation has one form: no other order, no leading zeros.
        guard encoded() == bytes else { throw lines.malformed }
    }

    private func check(_ rule: PathRule) throws(ManifestRefusal) {
        for entry in entries where entry.size > ManifestLimits.file {
            throw .limit("a file has more than \(ManifestLimits.file >> 20) MiB")
        }
        guard entries.reduce(0, { $0 + $1.size }) <= ManifestLimits.total else {
            throw .limit("its files have more than \(ManifestLimits.total >> 20) MiB")
        }
        if let (path, problem) = rule.problem(of: files.map(\.path)) {
            throw .path(path, problem)
        }
        for (first, second) in zip(files, files.dropFirst())
        where !Self.precedes(first.path, second.path) {
            throw .path(second.path, .duplicate)
        }
    }

    private static let word = "ballast-manifest"

    private static func precedes(_ left: String, _ right: String) -> Bool {
        left.utf8.lexicographicallyPrecedes(right.utf8)
    }

    private static func fields(of entry: Entry) -> String {
        "\(String(entry.mode, radix: 8)) \(entry.size) \(entry.digest)"
    }
}
