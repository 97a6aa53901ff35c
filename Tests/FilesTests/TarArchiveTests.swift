import Foundation
import Testing

@testable import Files

/// Archives of regular files.
@Suite("Archives")
struct TarArchiveTests {
    private static let members = [
        TarArchive.Member(name: "a", mode: 0o600, bytes: []),
        TarArchive.Member(name: "b/ü", mode: 0o644, bytes: Array(repeating: 7, count: 512)),
        TarArchive.Member(
            name: "c/" + String(repeating: "long/", count: 50) + "d", mode: 0o755,
            bytes: Array(repeating: 9, count: 513)),
    ]

    private static func archive(_ members: [TarArchive.Member]) -> [UInt8] {
        members.flatMap { TarArchive.encoded($0, time: 5) } + TarArchive.end
    }

    private static func folder() throws -> String {
        let folder = FileManager.default.temporaryDirectory.path + "/\(UUID())"
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        return folder
    }

    private func shell(_ script: String) throws -> String {
        let (end, output) = try BackgroundRun(["/bin/sh", "-ec", script])
            .result(limit: .seconds(60))
        try #require(end == .exited(0), "\(script): \(output)")
        return output
    }

    @Test("what is written is read again, by tar too")
    func roundTrip() throws {
        let archive = Self.archive(Self.members)
        #expect(try TarArchive.members(of: archive) == Self.members)
        let folder = try Self.folder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try Data(archive).write(to: URL(filePath: folder + "/a.tar"))
        let names = try shell("tar --quoting-style=literal -tf \(folder)/a.tar")
            .split(separator: "\n").map(String.init)
        #expect(names == Self.members.map(\.name))
        _ = try shell("cd \(folder) && mkdir out && tar xpf a.tar -C out")
        for member in Self.members {
            let path = folder + "/out/" + member.name
            #expect(try Array(Data(contentsOf: URL(filePath: path))) == member.bytes)
        }
        // An archive of tar itself.
        _ = try shell("cd \(folder)/out && tar --format=ustar -cf ../again.tar a b")
        let again = try Data(contentsOf: URL(filePath: folder + "/again.tar"))
        #expect(
            try TarArchive.members(of: Array(again)).map(\.name).sorted() == ["a", "b/ü"])
    }

    @Test("a cut archive, another file and links are refused")
    func damage() throws {
        let archive = Self.archive(Self.members)
        for length in stride(from: 0, to: archive.count - 1024, by: 256) {
            #expect(throws: TarArchive.Damage.self) {
                try TarArchive.members(of: Array(archive.prefix(length)))
            }
        }
        var other = archive
        other[3] ^= 1
        #expect(throws: TarArchive.Damage.self) { try TarArchive.members(of: other) }
        let folder = try Self.folder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        _ = try shell("cd \(folder) && ln -s /etc/passwd link && tar cf l.tar link")
        let links = try Data(contentsOf: URL(filePath: folder + "/l.tar"))
        #expect(throws: TarArchive.Damage.self) { try TarArchive.members(of: Array(links)) }
    }

    @Test("a size or a mode with a sign is refused", arguments: [100, 124])
    func sign(place: Int) throws {
        var archive = Self.archive(Array(Self.members.prefix(1)))
        archive.replaceSubrange(place..<(place + 2), with: "-1".utf8)
        archive.replaceSubrange((place + 2)..<(place + 7), with: [UInt8](repeating: 0, count: 5))
        for index in 148..<156 { archive[index] = 0x20 }
        let sum = archive[..<512].reduce(0) { $0 + Int($1) }
        let digits = String(sum, radix: 8)
        let text = String(repeating: "0", count: 6 - digits.count) + digits + "\0 "
        archive.replaceSubrange(148..<156, with: text.utf8)
        #expect(throws: TarArchive.Damage.self) { try TarArchive.members(of: archive) }
    }

    @Test("changed bytes are read or refused, and never end the program")
    func hostile() {
        let archive = Self.archive(Self.members)
        var seed: UInt64 = 7
        for _ in 0..<2_000 {
            var bytes = archive
            for _ in 0..<4 {
                seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                bytes[Int(seed >> 33) % bytes.count] = UInt8(truncatingIfNeeded: seed >> 20)
            }
            // Either result is right.
            _ = try? TarArchive.members(of: bytes)
        }
    }
}
