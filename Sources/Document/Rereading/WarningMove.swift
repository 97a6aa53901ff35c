import Model

/// Moves warnings to their new locations after elements of a list were replaced.
struct WarningMove {
    /// The list's key.
    let list: String
    /// The elements that were replaced.
    let elements: Range<Int>
    /// The new elements.
    let part: ListPart
    /// Number of lines above the elements, in both texts.
    let above: Int
    /// Number of lines of the old elements.
    let before: Int
    /// Number of lines of the new elements.
    let after: Int

    /// The identity of a warning.
    private struct Subject: Hashable {
        let path: DocumentPath
        let code: DiagnosticCode
    }

    /// The findings with their locations, in text order.
    ///
    /// Nil for an error, and for a warning without a predecessor: its location requires parsing the
    /// whole text.
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
            // A warning about the whole list: the first line of the list may be another one now.
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

    /// The index of a path in the list; nil for a path outside the list.
    private func index(of path: DocumentPath) -> DocumentPath.Part? {
        path.parts.count > 1 && path.parts[0] == .key(list) ? path.parts[1] : nil
    }
}
