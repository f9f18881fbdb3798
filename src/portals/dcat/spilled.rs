//! What a document says that is too long for memory: a graph in a file, in parts as they came, and in memory only where the
//! parts of a node are. Whatever the order of the statements, a dataset is put together from its parts.

use std::collections::{HashSet, VecDeque};
use std::hash::{BuildHasher, RandomState};
use std::io;

use super::graph::{Block, Graph, Node};
use super::vocabulary::Property;
use crate::base::scratch::Scratch;

/// Parts are as large as that in memory; small in tests, where short documents have many.
const PART: usize = if cfg!(test) { 64 << 10 } else { 8 << 20 };
/// So far from a dataset is what is read of it, lists aside.
const DEEP: usize = 5;
/// No dataset speaks of more nodes.
const NODES: usize = 20_000;

pub struct Spilled {
    /// What came last, and is in no file yet.
    graph: Graph,
    scratch: Scratch,
    /// Where a part of a node is, by its hashed name; in order of these once all is there.
    places: Vec<(u64, u64)>,
    /// The hashed names of datasets, in the order of their first mention.
    datasets: Vec<u64>,
    are_datasets: HashSet<u64>,
    hasher: RandomState,
    /// What the document says of its pages.
    pub next: Option<String>,
    pub last: Option<String>,
    pub total: Option<String>,
}

impl Spilled {
    pub fn new() -> io::Result<Self> {
        Ok(Self {
            graph: Graph::default(),
            scratch: Scratch::new()?,
            places: vec![],
            datasets: vec![],
            are_datasets: HashSet::new(),
            hasher: RandomState::new(),
            next: None,
            last: None,
            total: None,
        })
    }

    /// Where statements go. Call [`Self::make_room`] between them.
    pub fn part(&mut self) -> &mut Graph {
        &mut self.graph
    }

    /// Whether any dataset is known.
    pub fn is_told(&self) -> bool {
        !self.datasets.is_empty() || !self.graph.datasets().is_empty()
    }

    /// How many datasets are known by now; those of the part in memory are not.
    pub fn len(&self) -> usize {
        self.datasets.len()
    }

    pub fn make_room(&mut self) -> io::Result<()> {
        if self.graph.weight() < PART { Ok(()) } else { self.spill() }
    }

    fn spill(&mut self) -> io::Result<()> {
        let graph = std::mem::take(&mut self.graph);
        let mut part = Vec::new();
        let mut places = Vec::new();
        for block in graph.blocks() {
            places.push((self.hasher.hash_one(&*block.name), part.len() as u64));
            let written = serde_json::to_vec(&block)?;
            part.extend_from_slice(&u32::try_from(written.len()).map_err(io::Error::other)?.to_le_bytes());
            part.extend_from_slice(&written);
        }
        let at = self.scratch.append(&part)?;
        self.places.extend(places.into_iter().map(|(hash, place)| (hash, at + place)));
        for name in graph.named_datasets() {
            let hash = self.hasher.hash_one(name);
            if self.are_datasets.insert(hash) {
                self.datasets.push(hash);
            }
        }
        let said = |property: Property| Some(graph.written(graph.anywhere(property)?)?.trim().to_owned());
        self.next = self.next.take().or_else(|| said(Property::Next));
        self.last = self.last.take().or_else(|| said(Property::Last));
        self.total = self.total.take().or_else(|| said(Property::Total));
        Ok(())
    }

    /// That is all that is said; in the order in which it is looked for.
    pub fn end(&mut self) -> io::Result<()> {
        self.spill()?;
        self.are_datasets = HashSet::new();
        self.places.sort_unstable();
        Ok(())
    }

    /// A graph of this dataset and all that is said about it; `None` for one of which nothing is said.
    pub fn dataset(&self, number: usize) -> io::Result<Option<(Graph, Node)>> {
        let Some(hash) = self.datasets.get(number) else { return Ok(None) };
        let mut graph = Graph::default();
        let blocks = self.blocks(*hash)?;
        let Some(name) = blocks.first().map(|block| block.name.clone()) else { return Ok(None) };
        let (mut left, mut seen) = (VecDeque::from([(name.clone(), 0)]), HashSet::from([name.clone()]));
        let mut top = None;
        while let Some((name, depth)) = left.pop_front() {
            for block in self.blocks(self.hasher.hash_one(&*name))?.into_iter().filter(|block| block.name == name) {
                for (property, next) in block.nodes() {
                    let depth = depth + usize::from(property != Property::Rest);
                    if depth <= DEEP && seen.len() < NODES && !seen.contains(next) {
                        seen.insert(next.into());
                        left.push_back((next.into(), depth));
                    }
                }
                let node = graph.put(block);
                top = top.or(Some(node));
            }
        }
        Ok(top.filter(|node| graph.is_described(*node)).map(|node| (graph, node)))
    }

    /// Everything said of the nodes of this hash, in the order in which it came.
    fn blocks(&self, hash: u64) -> io::Result<Vec<Block>> {
        let from = self.places.partition_point(|(known, _)| *known < hash);
        let places = self.places[from..].iter().take_while(|(known, _)| *known == hash);
        places.map(|(_, at)| self.block(*at)).collect()
    }

    fn block(&self, at: u64) -> io::Result<Block> {
        /// What most are no longer than is read at once.
        const USUAL: usize = 2 << 10;
        let mut bytes = [0; USUAL];
        let read = self.scratch.read(at, &mut bytes)?;
        let (length, rest) = bytes[..read].split_first_chunk::<4>().ok_or(io::ErrorKind::UnexpectedEof)?;
        let length = u32::from_le_bytes(*length) as usize;
        match rest.get(..length) {
            Some(block) => Ok(serde_json::from_slice(block)?),
            None => Ok(serde_json::from_slice(&self.scratch.part(at + 4, length)?)?),
        }
    }
}
