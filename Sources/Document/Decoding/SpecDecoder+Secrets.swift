import Model

extension SpecDecoder {
    /// A secret, or the name of its file; nil when both are missing or one is invalid.
    ///
    /// - Parameters:
    ///   - inline: the key of the secret itself, whose range also applies to the file's contents.
    ///   - file: the key of the file.
    ///   - isLine: whether the secret is one line.
    mutating func secret<Fields: ObjectFields>(
        _ inline: Fields, _ file: Fields, of object: ObjectReader<Fields>, isLine: Bool = false
    ) -> Secret? {
        let given = isLine ? line(inline, of: object) : text(inline, of: object)
        guard let node = object[file] else { return given.map { Secret($0) } }
        let path = text(file, of: object)
        guard !object.has(inline) else {
            let (key, other) = (definition(file).key, definition(inline).key)
            report(
                .conflictingKeys, at: node, key,
                "\"\(key)\" and \"\(other)\" exclude each other",
                hint: "remove \"\(other)\", so that the document has no secret")
            return nil
        }
        guard case .text(let range) = definition(inline).kind else {
            preconditionFailure("\(definition(inline).key) is read as the text that it is")
        }
        return path.map { Secret(in: Secret.File(path: $0, limit: range.upperBound)) }
    }
}
