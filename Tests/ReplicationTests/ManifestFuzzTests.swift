import Glibc
import Seeds
import Testing

@testable import Replication

@Suite("Fuzzed manifests")
struct ManifestFuzzTests {
    private static let corpus: String = {
        let file = #filePath
        return String(file[..<(file.lastIndex(of: "/") ?? file.endIndex)]) + "/Corpus"
    }()

    /// What holds for all bytes: a refusal that can be printed, or a manifest within the limits
    /// whose form is exactly these bytes.
    private static func check(_ bytes: [UInt8], _ name: @autoclosure () -> String) {
        do throws(ManifestRefusal) {
            let manifest = try Manifest(encoded: bytes, rule: ManifestTests.rule)
            #expect(manifest.encoded() == bytes, "\(name())")
            #expect(manifest.files.count <= ManifestLimits.files)
            #expect(ManifestTests.rule.problem(of: manifest.files.map(\.path)) == nil)
            #expect(manifest.entries.allSatisfy { $0.size >= 0 && FileMode.all.contains($0.mode) })
        } catch {
            let text = "\(error)"
            #expect(text.utf8.count < 2000, "\(name())")
            #expect(!text.unicodeScalars.contains { $0.value < 0x20 }, "\(name()): \(text)")
        }
        if let signed = SignedManifest(encoded: bytes) {
            #expect(signed.encoded() == bytes, "\(name())")
        }
        _ = JoinToken(String(decoding: bytes.prefix(600), as: UTF8.self))
    }

    private static func read(_ name: String) -> [UInt8] {
        guard let file = fopen("\(corpus)/\(name)", "rb") else { return [] }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 1 << 16)
        return Array(bytes.prefix(fread(&bytes, 1, bytes.count, file)))
    }

    private static let names: [String] = {
        guard let stream = opendir(corpus) else { return [] }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if !name.hasPrefix(".") { names.append(name) }
        }
        return names.sorted()
    }()

    @Test("every kept input gets an answer")
    func replay() {
        #expect(Self.names.count >= 5)
        for name in Self.names { Self.check(Self.read(name), name) }
    }

    @Test("every damaged input gets an answer", arguments: 0..<40)
    func mutations(_ seed: Int) {
        var numbers = SeededNumbers(seed: seed)
        let words = [
            "file ", "vector ", "document ", "../", "/", "\n", " ", "0", "-1", "644", "\u{0}",
            "18446744073709551616", ".git", "\u{301}", "ballast-manifest 1\n",
        ]
        for round in 0..<250 {
            var bytes = Manifest(&numbers).encoded()
            if numbers.oneIn(4), let name = Self.names.randomElement(using: &numbers) {
                bytes = Self.read(name)
            }
            for _ in 0..<Int.random(in: 1...4, using: &numbers) where !bytes.isEmpty {
                let place = Int.random(in: 0..<bytes.count, using: &numbers)
                switch Int.random(in: 0..<6, using: &numbers) {
                case 0: bytes[place] = .random(in: 0...255, using: &numbers)
                case 1: bytes.remove(at: place)
                case 2: bytes.insert(contentsOf: Array(numbers.pick(words).utf8), at: place)
                case 3: bytes.removeSubrange(place...)
                case 4:
                    let end = Int.random(in: place..<bytes.count, using: &numbers)
                    bytes.insert(contentsOf: bytes[place...end], at: place)
                default:
                    let end = Int.random(in: place..<bytes.count, using: &numbers)
                    bytes.removeSubrange(place...end)
                }
            }
            Self.check(bytes, "seed \(seed), round \(round): \(bytes)")
        }
    }
}
