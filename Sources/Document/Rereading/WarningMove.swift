import Model

/// Where warnings are after elements of a list were replaced by others.
struct WarningMove {
    /// The list's key.
    let list: String
    /// The elements that were replaced.
    let elements: Range<Int>
    /// Those that stand in their place.
    let part: ListPart
    /// The lines above them, of the text before and after.
    let above: Int
    /// Their lines before.
    let before: Int
    /// Their lines after.
    let after: Int

    /// Which warnings were where.
    private struct Subject: Hashable {
        let path: DocumentPath
        let code: DiagnosticCode
    }

    /// The findings with their locations, in the order of the text.
    ///
    /// Nil for an error, and where there was no such warning before: then only the whole text tells
    /// where it is.
    func located(_ findings: [Diagnostic], as known: [Diagnostic]) -> [Diagnostic]? {
        if findings.isEmpty { return [] }
        let places = Dictionary(
            known.map { (Subject(path: $0.path, code: $0.code), $0.location) },
            uniquingKeysWith: { first, _ in first })
        var located: [Diagnostic] = []
        var inside: [(finding: Int, path: DocumentPath)] = []
        for var finding in findings {
            guard finding.severity == .warning else { return nil }
            var path = finding.path
            // About all of the list: its first line may be another.
            if path.parts == [.key(list)] { return nil }
            if case .index(let position) = index(of: path), position >= elements.lowerBound {
                if position < elements.lowerBound + part.count {
                    path.parts.removeFirst()
                    path.parts[0] = .index(position - elements.lowerBound)
                    inside.append((located.count, path))
                    located.append(finding)
                    continue
                }
                path.parts[1] = .index(position - part.count + elements.count)
            }
            guard var place = places[Subject(path: path, code: finding.code)] ?? nil else {
                return nil
            }
            if place.line > above + before { place.line += after - before }
            finding.location = place
            located.append(finding)
        }
        for (entry, place) in zip(inside, part.locations(of: inside.map(\.path))) {
            located[entry.finding].location = place
            located[entry.finding].location?.line += above
        }
        return located.inTextOrder
    }

    /// The index that a path has in the list; nil when it leads elsewhere.
    private func index(of path: DocumentPath) -> DocumentPath.Part? {
        path.parts.count > 1 && path.parts[0] == .key(list) ? path.parts[1] : nil
    }
}
