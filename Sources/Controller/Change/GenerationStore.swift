import Files
import FoundationEssentials
import Glibc
import Model
import Replication

/// The documents that were in force on this host: `generations` in the state directory.
///
/// Each file has a generation in a line of comment, and then the document, so that an operator can
/// read it and copy it back. It is replaced as a whole. Only the holder of the controller's lock
/// writes; every command reads.
package struct GenerationStore: Sendable {
    private let directory: String
    private let restored: JSONStore<RestoredHistory>
    private let limit: Int?
    private let sizeLimit: Int

    /// A file of the store.
    package enum Entry: Sendable, Hashable {
        /// A generation.
        case good(Generation)
        /// A file that is no generation, with its number.
        case damaged(Int)
    }

    private static let prefix = Array("# generation of ballast: ".utf8)
    /// The most bytes of the line before the document.
    private static let headLimit = 16_384

    /// Creates the store of this state directory.
    ///
    /// - Parameters:
    ///   - limit: the most generations; nil: `safety.history` of each document.
    ///   - sizeLimit: the most bytes of all files; the newest two stay in any case.
    package init(state: String, limit: Int? = nil, sizeLimit: Int = 64 << 20) {
        directory = state + "/generations"
        restored = RestoredHistory.store(in: state)
        self.limit = limit
        self.sizeLimit = sizeLimit
    }

    /// Returns all files, the oldest first.
    package func entries() -> [Entry] {
        numbers.map { number in
            head(of: number).map { .good($0) } ?? .damaged(number)
        }
    }

    /// The generations, the oldest first.
    package var generations: [Generation] {
        entries().compactMap { if case .good(let generation) = $0 { generation } else { nil } }
    }

    /// The number of the last generation that came from a backup, of which none was in force here;
    /// 0: none did.
    package var lastRestored: Int {
        // Without the file nothing was restored; a damaged one is as old as the restored history.
        ((try? restored.load(remedy: "")) ?? nil)?.through ?? 0
    }

    /// The numbers of documents that were in force on this host, the newest first.
    private var own: [Int] {
        let last = lastRestored
        return numbers.reversed().filter { $0 > last }
    }

    /// The generation in force: the newest of this host that was not undone; nil: none.
    package var current: Generation? {
        for number in own {
            if let generation = head(of: number), generation.result.state != .reverted {
                return generation
            }
        }
        return nil
    }

    /// Returns the newest confirmed generation of a document on this host; nil: none.
    package func confirmed(of path: String) -> Generation? {
        let place = RealPath(path)
        return own.lazy.compactMap(head).first { generation in
            !generation.isUnconfirmed && generation.result.state != .reverted
                && place.isOf(generation.path)
        }
    }

    /// Returns the text of a generation.
    ///
    /// **Errors:** `HostFailure`: there is none, or it is damaged.
    package func text(of number: Int) throws(HostFailure) -> [UInt8] {
        func failure(_ reason: String) -> HostFailure {
            HostFailure(
                operation: "read generation \(number)", reason: reason,
                remedy: "\"ballast history\" lists those that there are")
        }
        let bytes: [UInt8]
        do throws(FileRefusal) {
            bytes = try TrustedFile(path: path(of: number), trusting: .own, isStrict: true)
                .read(limit: 32 << 20)
        } catch {
            throw failure(error.reason == .system(ENOENT) ? "there is none" : "\(error.reason)")
        }
        guard let (generation, text) = Self.parsed(bytes), generation.digest == Digest(of: text)
        else { throw failure("the file \(path(of: number)) is damaged") }
        return text
    }

    /// Adds a document, unless it is the one in force, and returns its generation.
    ///
    /// The oldest files are removed first.
    ///
    /// - Parameters:
    ///   - isUnconfirmed: whether a confirmation is awaited.
    ///   - isUrgent: whether the author has demanded not to wait for a change window.
    ///   - result: the result of its passes so far.
    ///   - canary: the end of its canary in words; nil: it had none, or it is running.
    ///   - limit: the most generations by the document.
    ///   - commit: called for a new generation.
    ///
    /// **Errors:** `HostFailure`: it can't be written.
    package func add(
        _ text: [UInt8], of path: String, by author: ChangeAuthor, message: String?,
        isUnconfirmed: Bool = false, isUrgent: Bool = false,
        result: Generation.Result = Generation.Result(), canary: String? = nil,
        keeping limit: Int = Safety.usualHistory, at time: Int64,
        commit: () -> GitCommit? = { nil }
    ) throws(HostFailure) -> Generation {
        let digest = Digest.remembered(of: text)
        if let current, current.digest == digest, RealPath(path).isOf(current.path),
            current.isUnconfirmed == isUnconfirmed
        {
            return current
        }
        try OwnDirectory(path: directory, mode: 0o700).make()
        let numbers = numbers
        let generation = Generation(
            number: (numbers.last ?? 0) + 1, time: time, path: path, author: author,
            message: message.map { String($0.clean.unicodeScalars.prefix(500)) }, size: text.count,
            digest: digest, commit: commit(),
            isUnconfirmed: isUnconfirmed, isUrgent: isUrgent ? true : nil,
            canary: canary.map { String($0.clean.unicodeScalars.prefix(500)) }, result: result)
        prune(
            numbers, to: self.limit ?? limit, adding: text.count,
            keeping: confirmed(of: path)?.number)
        try write(generation, text)
        return generation
    }

    /// Replaces the description of a generation.
    ///
    /// - Parameter text: its text, if it is known: a large file takes a while to read.
    ///
    /// **Errors:** `HostFailure`: it can't be read or written.
    package func update(
        _ generation: Generation, _ text: [UInt8]? = nil
    ) throws(HostFailure) {
        if let text, Digest.remembered(of: text) == generation.digest {
            try write(generation, text)
        } else {
            try write(generation, self.text(of: generation.number))
        }
    }

    /// Whether a generation has a file.
    package func has(_ number: Int) -> Bool { FileSignature.of(path(of: number)) != nil }

    /// Writes a generation whose file was removed.
    ///
    /// **Errors:** `HostFailure`: it can't be written.
    package func restore(_ generation: Generation, _ text: [UInt8]) throws(HostFailure) {
        guard Digest.remembered(of: text) == generation.digest else { return }
        try OwnDirectory(path: directory, mode: 0o700).make()
        try write(generation, text)
    }

    /// Ends the wait for a confirmation of the newest generations.
    ///
    /// - Parameters:
    ///   - isConfirmed: false: they were undone.
    ///   - canary: the end of their canary in words; nil: they had none.
    ///
    /// **Errors:** `HostFailure`: one can't be read or written, or all can't be listed.
    package func settle(isConfirmed: Bool, canary: String? = nil) throws(HostFailure) {
        guard names(in: directory) != nil || FileSignature.of(directory) == nil else {
            throw HostFailure(
                operation: "list \(directory)", reason: "it is no directory that can be read")
        }
        for number in numbers.reversed() {
            guard var generation = head(of: number), generation.isUnconfirmed else { break }
            generation.isUnconfirmed = false
            if !isConfirmed { generation.result.state = .reverted }
            generation.canary = canary.map { String($0.clean.unicodeScalars.prefix(500)) }
            try update(generation)
        }
    }

    private func write(_ generation: Generation, _ text: [UInt8]) throws(HostFailure) {
        let head: [UInt8]
        do {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            head = Self.prefix + Array(try encoder.encode(generation)) + [0x0a]
        } catch {
            throw HostFailure(
                operation: "keep generation \(generation.number)", reason: "\(error)")
        }
        try writeAtomically(head, text, to: path(of: generation.number))
    }

    /// Removes the oldest files beyond the limits.
    ///
    /// - Parameters:
    ///   - limit: the most files.
    ///   - size: the bytes of the next file.
    ///   - confirmed: the number of the file to which a rollback returns.
    private func prune(
        _ numbers: [Int], to limit: Int, adding size: Int, keeping confirmed: Int?
    ) {
        let sizes = numbers.map { FileSignature.of(path(of: $0))?.size ?? 0 }
        var rest = sizes.reduce(size, +)
        var left = numbers.count
        for (place, number) in numbers.dropLast().enumerated() {
            guard left >= limit || rest > sizeLimit else { break }
            if number == confirmed { continue }
            // One that can't be removed is tried again with the next generation.
            unlink(path(of: number))
            rest -= sizes[place]
            left -= 1
        }
    }

    /// The numbers of the files, ascending.
    private var numbers: [Int] {
        (names(in: directory) ?? []).compactMap { name in
            guard name.hasSuffix(".yaml"), let number = Int(name.dropLast(5)), number > 0,
                name == Self.name(of: number)
            else { return nil }
            return number
        }.sorted()
    }

    private func path(of number: Int) -> String { directory + "/" + Self.name(of: number) }

    private static func name(of number: Int) -> String {
        let digits = "\(number)"
        return String(repeating: "0", count: max(0, 6 - digits.count)) + digits + ".yaml"
    }

    /// Reads the first line of a file; nil: it is damaged.
    private func head(of number: Int) -> Generation? {
        let file = TrustedFile(path: path(of: number), trusting: .own, isStrict: true)
        // A file that can't be opened is shown as damaged.
        guard let (descriptor, _) = try? file.open() else { return nil }
        defer { close(descriptor) }
        guard let text = readText(descriptor, limit: Self.headLimit),
            let generation = Self.parsed(Array(text.utf8))?.generation,
            generation.number == number
        else { return nil }
        return generation
    }

    private static func parsed(_ file: [UInt8]) -> (generation: Generation, text: [UInt8])? {
        guard file.starts(with: prefix), let end = file.firstIndex(of: 0x0a) else { return nil }
        // Another first line means another kind of file.
        guard
            let generation = try? JSONDecoder().decode(
                Generation.self, from: Data(file[prefix.count..<end]))
        else { return nil }
        return (generation, Array(file[(end + 1)...]))
    }
}
