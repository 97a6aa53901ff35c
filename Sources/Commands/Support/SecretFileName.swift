/// The names of files with secrets in a document, by its text.
enum SecretFileName {
    /// The keys whose values they are.
    private static let keys = ["passwordFile", "secretFile", "keyFile"]

    /// Returns those of a line.
    static func all(in line: Substring) -> [String] {
        keys.flatMap { key in
            line.ranges(of: key).compactMap { place -> String? in
                let rest = line[place.upperBound...].drop { "\"' ".contains($0) }
                guard rest.first == ":" else { return nil }
                let value = rest.dropFirst().prefix { !",}#".contains($0) }
                let name = String(value.filter { !"\"' ".contains($0) })
                return name.isEmpty ? nil : name
            }
        }
    }
}
